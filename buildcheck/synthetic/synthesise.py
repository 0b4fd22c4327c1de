"""The values: for each variable of the inventory, and for decoys that no project mentions."""

from __future__ import annotations

import re

from buildcheck.model.environment import Expectation, Inventory, Variable
from buildcheck.model.synthetic import Synthetic, SyntheticValue
from buildcheck.services import without_prefix
from buildcheck.synthetic.canary import carried
from buildcheck.synthetic.decoys import DECOYS, decoy
from buildcheck.synthetic.fit import fitted
from buildcheck.synthetic.need import needs_of
from buildcheck.synthetic.unset import better_unset


def synthesise(inventory: Inventory, *, seed: str, packages: frozenset[str] = frozenset()) -> Synthetic:
    """Make the values. Each depends on its own variable, the seed and ``packages`` alone (the names of those that the
    project depends on), so that another variable changes none.

    Left unset are variables that hosts and tools set themselves, those that only tests read, what `unset` names, and
    settings with a default whose value could not be told from others.
    """
    variables = inventory.variables
    made = {name: value for name, each in variables.items() if (value := _value(each, seed, packages)) is not None}
    return Synthetic(seed=seed, values=made | {each: decoy(each, seed) for each in DECOYS if each not in variables})


def _value(variable: Variable, seed: str, packages: frozenset[str]) -> SyntheticValue | None:
    name = variable.name
    demands = [each for each in variable.expectations if not (each.optional or each.default)]
    if variable.platform is not None or not _is_wanted(variable) or _is_unset(variable, demands):
        return None
    expected = demands + [each for each in variable.expectations if each not in demands]
    need, value = fitted(tuple(needs_of(variable, packages)), expected, name, seed)
    mark = carried(value, name, seed)
    if mark is None and not demands and _has_default(variable):
        return None
    return SyntheticValue(
        name=name, value=value, type=need.type, canary=mark, number=(mark or "").isdecimal(), reason=need.reason
    )


def _has_default(variable: Variable) -> bool:
    return variable.has_default or any(each.optional for each in variable.expectations)


def _is_wanted(variable: Variable) -> bool:
    """Whether something could read it: what is only declared may be read by a package, what only tests read is not."""
    return not variable.reads or any(each.where != ("test",) for each in variable.reads)


def _is_unset(variable: Variable, demands: list[Expectation]) -> bool:
    bare = without_prefix(variable.name)
    return any(
        (each.always or not demands)
        and (not each.with_default or _has_default(variable))
        and re.fullmatch(each.names, bare) is not None
        for each in better_unset()
    )
