"""Situation -> every factor, the most telling first, and what can't be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from msgspec.structs import replace

from buildcheck.factors.circumstances import circumstance_factors
from buildcheck.factors.commands import command_factors
from buildcheck.factors.files import file_factors
from buildcheck.factors.packages import package_factors
from buildcheck.factors.settings import setting_factors
from buildcheck.factors.situation import Situation
from buildcheck.factors.surroundings import surrounding_factors
from buildcheck.factors.variables import variable_factors
from buildcheck.factors.versions import version_factors
from buildcheck.model.difference import DifferenceKind, DifferenceWeight
from buildcheck.model.explanation import Change, Factor, NotTried

_WEIGHTS: tuple[DifferenceWeight, ...] = get_args(DifferenceWeight)
_KINDS: tuple[DifferenceKind, ...] = get_args(DifferenceKind)
_KINDS_OF_FACTORS: tuple[Callable[[Situation], Iterable[Factor | NotTried]], ...] = (
    command_factors,
    package_factors,
    version_factors,
    setting_factors,
    variable_factors,
    file_factors,
    circumstance_factors,
    surrounding_factors,
)


def collect(situation: Situation) -> tuple[tuple[Factor, ...], tuple[NotTried, ...]]:
    """Give the factors in the order in which the differences alone speak for them, and the differences that no build
    can be made with."""
    found = [each for read in _KINDS_OF_FACTORS for each in read(situation)]
    factors = sorted((each for each in found if isinstance(each, Factor)), key=_rank)
    ordered = tuple(replace(each, order=place, why=_why(each)) for place, each in enumerate(factors))
    return ordered, tuple(each for each in found if isinstance(each, NotTried))


def _rank(factor: Factor) -> tuple[int, int, int, str]:
    found = factor.difference
    return _WEIGHTS.index(found.weight), _cost(factor.change), _KINDS.index(factor.kind), factor.subject


def _cost(change: Change) -> int:
    """What a build with it takes: least what is added to the same installed tree, most another Node's image."""
    return 0 if change.adds else 3 if change.node else 2 if change.manager else 1


def _why(factor: Factor) -> str:
    found = factor.difference
    return f"{found.here} {found.consequence}" if found.weight != "harmless" else found.here
