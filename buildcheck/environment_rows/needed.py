"""When a variable is needed: by the build, by the running server, or never."""

from __future__ import annotations

from typing import Literal

from buildcheck.environment_rows.optional import demand, live
from buildcheck.environment_rows.proven import proven
from buildcheck.environment_rows.unnamed import unseen_reader
from buildcheck.model.build import Build
from buildcheck.model.check import Evidence
from buildcheck.model.environment import ReadPhase, Variable, VariableRead
from buildcheck.model.made_ahead import is_made_ahead

_BUILDING: frozenset[ReadPhase] = frozenset({"script", "config", "compile"})
"""Loading a module to collect page data is not among them: that reads whatever the module mentions."""

Needed = Literal["build", "run", "never"]


def needed(variable: Variable, evidence: Evidence) -> Needed:
    """Say when: a run that showed it counts more than the files."""
    working = [each for each in live(variable.reads) if each.in_vain is None]
    found = proven(variable, evidence)
    if found is not None and found.proof is not None and found.effect in ("build-fails", "baked"):
        return "build"
    if any(_used_by(build, variable, evidence) for build in evidence.builds):
        return "build"
    if any(by_the_build(each, variable) for each in working):
        return "build"
    seen = any(each.name == variable.name for build in evidence.builds for each in build.reads or ())
    if seen or any({"server", "edge", "browser"} & set(each.where) for each in working):
        return "run"
    return "run" if not variable.reads and unseen_reader(variable, evidence) is not None else "never"


def _used_by(build: Build, variable: Variable, evidence: Evidence) -> bool:
    """Whether ``build`` read it for what it made, or wrote it into that. To render a page ahead, Next loads handlers
    that it then leaves to requests, as it does to collect page data."""
    if any(each.variable == variable.name and each.road != "response" for each in build.leaks or ()):
        return True
    through = _through_all(build, evidence)
    named = (each for each in build.reads or () if each.name == variable.name)
    reads = [each for each in named if (each.phase, each.by) not in through]
    ahead = {each.route for each in reads if each.phase == "prerender"}
    return any(each.phase in _BUILDING for each in reads) or any(_is_made(build, route) for route in ahead)


def _through_all(build: Build, evidence: Evidence) -> set[tuple[ReadPhase, str | None]]:
    """Give the readers that go through all there is, name by name: they ask for what nobody mentions, too (``prisma``
    hands the environment on), and need none of it."""
    unmentioned = set(build.variables) - evidence.survey.environment.variables.keys()
    return {(each.phase, each.by) for each in build.reads or () if each.name in unmentioned and each.by is not None}


def _is_made(build: Build, route: str | None) -> bool:
    known = route is not None and build.artefacts is not None
    return not known or is_made_ahead(route or "", (each.path for each in build.artefacts or ()))


def by_the_build(read: VariableRead, variable: Variable) -> bool:
    """Whether the build itself needs it: it writes the value into the code, or runs code that demands it."""
    if {"config", "build"} & set(read.where) or read.inlined:
        return True
    if read.how == "text":
        return read.where == ("script",)
    return read.how == "schema" and read.at_import and demand(variable) is not None and bool(read.routes)
