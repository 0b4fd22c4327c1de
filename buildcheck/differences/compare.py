"""Machine x clean build -> `Difference`, ranked by what they can do."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import msgspec

from buildcheck.differences.build_output import output_differences
from buildcheck.differences.commands import command_differences
from buildcheck.differences.files import file_differences
from buildcheck.differences.packages import package_differences
from buildcheck.differences.settings import setting_differences
from buildcheck.differences.sides import Sides
from buildcheck.differences.surroundings import outside_differences, platform_differences
from buildcheck.differences.used import used_differences
from buildcheck.differences.variables import variable_differences
from buildcheck.differences.versions import version_differences
from buildcheck.model.build import Build
from buildcheck.model.difference import Difference, DifferenceKind, DifferenceWeight
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey

_WEIGHTS: tuple[DifferenceWeight, ...] = get_args(DifferenceWeight)
_KINDS: tuple[DifferenceKind, ...] = get_args(DifferenceKind)
_READERS = (
    command_differences,
    package_differences,
    version_differences,
    setting_differences,
    variable_differences,
    file_differences,
    outside_differences,
    platform_differences,
    used_differences,
    output_differences,
)


def differences(
    machine: Machine, project: Project, survey: Survey, plan: Plan, build: Build | None = None
) -> tuple[Difference, ...]:
    """Give every difference, the weightiest first. ``survey`` must have been made for the plan's manager; ``build`` is
    the clean build, where one was made: what was run counts, and one that passed was broken by nothing."""
    sides = Sides(machine=machine, project=project, survey=survey, plan=plan, build=build)
    found = dict.fromkeys(chain.from_iterable(read(sides) for read in _READERS))
    told = (_survived(each, sides) for each in found) if sides.passed else found
    return tuple(sorted(told, key=_rank))


def _survived(each: Difference, sides: Sides) -> Difference:
    if each.weight not in ("breaks", "may-break"):
        return each
    # What another version of the manager would have installed otherwise is told as packages.
    of_manager = each.kind == "version" and each.subject == sides.plan.manager.name
    return msgspec.structs.replace(each, weight="harmless" if of_manager else "changes")


def _rank(each: Difference) -> tuple[int, bool, int, str]:
    """Versions come last of their weight: they differ on nearly every machine, the rest is of this project."""
    return _WEIGHTS.index(each.weight), each.kind == "version", _KINDS.index(each.kind), each.subject
