"""The two sides: a machine, and the clean build of a project that was made or planned."""

from __future__ import annotations

from dataclasses import dataclass

from buildcheck.model.build import Build
from buildcheck.model.dependencies import Need
from buildcheck.model.difference import DifferenceWeight
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """``build`` is the clean build, ``None`` where none was made."""

    machine: Machine
    project: Project
    survey: Survey
    plan: Plan
    build: Build | None = None

    @property
    def passed(self) -> bool:
        """Whether the clean build was made, to its end."""
        steps = self.build.steps if self.build is not None else ()
        return self.build is not None and self.build.failed is None and any(each.phase == "build" for each in steps)


def weight_of(need: Need) -> DifferenceWeight:
    """Give what the lack of a thing that is needed like this does to a clean build."""
    if need in ("build", "types", "install"):
        return "breaks"
    return "may-break" if need == "unknown" else "changes" if need == "start" else "harmless"
