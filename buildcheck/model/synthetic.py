"""The synthetic environment: a value for each variable that code accepts and that nobody could mistake for a real one.

These values are made by us from a seed, so they are no secrets; still, reports name variables and not values.
"""

from __future__ import annotations

from buildcheck.model.environment import ValueType
from buildcheck.model.value import Value


class SyntheticValue(Value, frozen=True, kw_only=True):
    """A made value. ``canary`` is the part of it by which it is found again, in lower case, letters and digits only, so
    that minifiers and encoders leave it alone; ``None`` where a value can carry none (a boolean, a member of an
    enumeration). All canaries of a run begin with the same six characters or more, those that are numbers with the same
    four digits: one look through a file finds all of them. Chance makes those of less than eight characters or six
    digits, so they are not looked for. ``number`` says that the canary is a number. ``reason`` says in words what
    ``type`` was taken from. ``decoy``: nothing in the project mentions the variable."""

    name: str
    value: str
    type: ValueType
    canary: str | None
    reason: str
    number: bool = False
    decoy: bool = False


class Synthetic(Value, frozen=True, kw_only=True):
    """All of them, by name, and the seed that they were made from. The same seed and inventory give the same values."""

    seed: str
    values: dict[str, SyntheticValue] = {}

    @property
    def ordinary(self) -> frozenset[str]:
        """The names of those that carry no canary: ordinary words and numbers, which stand in any log."""
        return frozenset(name for name, each in self.values.items() if each.canary is None)
