"""Consequences of absence, put together for messages."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.environment import Consequence, Effect, Inventory

_MOST = 6


def by_cause(consequences: Iterable[Consequence], effect: Effect) -> tuple[tuple[Consequence, ...], ...]:
    """Give those with ``effect``, together what has one cause: the same lines of a log, or the same message."""
    found: dict[object, list[Consequence]] = {}
    for each in consequences:
        if each.effect == effect:
            found.setdefault((each.message, each.evidence, each.at if each.evidence is None else None), []).append(each)
    return tuple(map(tuple, found.values()))


def undeclared(names: Iterable[str], inventory: Inventory) -> tuple[str, ...]:
    """Give those of ``names`` that nothing tells whoever sets the project up about."""
    known = inventory.variables
    return tuple(name for name in names if name not in known or known[name].declared is None)


def told(names: tuple[str, ...], inventory: Inventory) -> str:
    """Say in a sentence whether whoever sets the project up can know of ``names``."""
    hidden = undeclared(names, inventory)
    if not hidden:
        return "It is declared." if len(names) == 1 else "They are declared."
    if hidden == names:
        return f"Nothing in the repository tells about {pronoun(names)}."
    return f"Nothing in the repository tells about {listed(hidden)}."


def reported(consequences: Iterable[Consequence]) -> frozenset[str]:
    """Give the variables whose absence has a finding of its own, which says, too, whether anything tells about them."""
    return frozenset(
        each.variable
        for each in consequences
        if each.effect in ("build-fails", "request-fails") or (each.effect == "baked" and each.proof is not None)
    )


def pronoun(names: tuple[str, ...]) -> str:
    """Give the word that stands for ``names``."""
    return "it" if len(names) == 1 else "them"


def listed(names: tuple[str, ...]) -> str:
    """Name up to six variables."""
    return ", ".join(names[:_MOST]) + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
