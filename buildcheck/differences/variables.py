"""Variables that this machine sets for a production build and that a clean checkout's build does not get."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.environment import Variable
from buildcheck.model.machine import MachineVariable

_OF_BUILD = frozenset({"config", "script", "build"})


def variable_differences(sides: Sides) -> Iterator[Difference]:
    """Give them. What the build itself reads may break it; what the log of a failed build names does."""
    given = {*sides.plan.environment, *sides.plan.environment_names, *(sides.build.variables if sides.build else ())}
    for each in sides.machine.variables:
        variable = sides.survey.environment.variables.get(each.name)
        if variable is not None and each.build and each.name not in given and variable.given is None:
            yield _difference(each, variable, sides)


def _difference(here: MachineVariable, variable: Variable, sides: Sides) -> Difference:
    weight, consequence = _effect(variable, sides)
    reads = [each for each in variable.reads if each.is_live]
    example = ".env.example" if variable.declared is None else str(variable.declared.at)
    places = ", ".join((*(("the shell",) if here.shell else ()), *here.files))
    return Difference(
        kind="variable",
        weight=weight,
        subject=here.name,
        here=f"{here.name} is set by {places}.",
        clean="No file of a clean checkout sets it.",
        consequence=consequence,
        close=f"Name {here.name} in {example}, and set it where the build runs." if weight != "harmless" else None,
        at=reads[0].at if reads else None,
    )


def _effect(variable: Variable, sides: Sides) -> tuple[DifferenceWeight, str]:
    failed = sides.build.failed if sides.build is not None else None
    if failed is not None and re.search(rf"\b{re.escape(variable.name)}\b", failed.log):
        return "breaks", f"The log of the failed step `{failed.name}` names it."
    live = [each for each in variable.reads if each.is_live]
    if variable.platform is None and (command := _observed(variable.name, sides)) is not None:
        weight: DifferenceWeight = "changes" if variable.has_default else "may-break"
        return weight, f"`{command}` read it when it was observed."
    if variable.platform is not None or variable.has_default or not live:
        return "harmless", "There is a default, or nothing of the build reads it."
    if any(each.inlined for each in live):
        return "changes", "The bundler writes `undefined` in its place."
    if any(_OF_BUILD & set(each.where) or each.at_import for each in live):
        return "may-break", "The build reads it."
    return "harmless", "Only the running server reads it."


def _observed(name: str, sides: Sides) -> str | None:
    """Give the command that code of the project read ``name`` in, with a value, where a run was observed."""
    used = sides.machine.used
    reads = used.reads if used is not None else ()
    seen = any(each.name == name and each.set and each.at is not None for each in reads)
    return used.command if used is not None and seen else None
