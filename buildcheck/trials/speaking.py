"""A failed build -> the factors that its log speaks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import get_args

from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.difference import DifferenceWeight
from buildcheck.model.environment import Inventory
from buildcheck.model.explanation import Factor
from buildcheck.trials.suspects import named

_LAST_LINES = 300
_WEIGHTS: tuple[DifferenceWeight, ...] = get_args(DifferenceWeight)


def spoken_for(
    factors: Sequence[Factor], done: Build, causes: Sequence[Cause], inventory: Inventory
) -> tuple[Factor, ...]:
    """Give those factors that the strongest evidence of the log is about: its cause names them; its cause is one that
    they are known to make, the weightiest of these; its last lines name them. None where nothing is about any."""
    first = next(iter(causes), None)
    if first is None or done.failed is None:
        return ()
    variables = named(first, done, inventory)[0]
    lines = "\n".join((first.title, *first.lines))
    last = "\n".join(done.failed.log.split("\n")[-_LAST_LINES:])
    tests: tuple[Callable[[Factor], bool], ...] = (
        lambda each: _names(each, lines) or bool(set(variables) & set(each.change.variables)),
        lambda each: _is_cause(each, first.id),
        lambda each: _names(each, last),
    )
    for test in tests:
        if found := [each for each in factors if test(each)]:
            return tuple(found) if test is not tests[1] else _weightiest(found)
    return ()


def _weightiest(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Many things are known to make one kind of failure; most of them are not known to do so here."""
    best = min(_WEIGHTS.index(each.difference.weight) for each in factors)
    return tuple(each for each in factors if _WEIGHTS.index(each.difference.weight) == best)


def _names(factor: Factor, text: str) -> bool:
    return any(word in text and _stands_alone(word, text) for word in factor.words)


def _stands_alone(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _is_cause(factor: Factor, cause: str) -> bool:
    return any(cause == each or (each.endswith("-") and cause.startswith(each)) for each in factor.diagnoses)
