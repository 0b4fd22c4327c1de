"""`Evidence` -> the rows of the table of variables, the worst first.

A row joins what the files say of a variable (who reads it, who declares it) with what a build showed (what its absence
does, who can see its value). Without a build the consequence is what the files tell, in careful words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Literal

from buildcheck.model.build import Build
from buildcheck.model.check import Evidence
from buildcheck.model.environment import (
    Consequence,
    DeclaredBy,
    Effect,
    EnvironmentRow,
    Expectation,
    Leak,
    ReadPhase,
    Variable,
    VariableRead,
)
from buildcheck.model.made_ahead import is_made_ahead
from buildcheck.services import read_services, without_prefix

_TOLD: frozenset[DeclaredBy] = frozenset({"env-file", "example", "schema", "turbo", "host", "config"})
"""Declarations that a reader of the table asks about even when nothing reads the variable; the others (a workflow's
job, a database's container, a script) are about something else."""
_BUILDING: frozenset[ReadPhase] = frozenset({"script", "config", "compile"})
"""Loading a module to collect page data is not among them: that reads whatever the module mentions."""
_HARMFUL: tuple[Effect, ...] = ("build-fails", "baked", "request-fails")
_EFFECTS: tuple[Effect, ...] = ("build-fails", "unknown", "baked", "request-fails", "request-differs", "nothing")

_SWITCH = re.compile(
    r"(IS|HAS|ENABLE|DISABLE|USE|SKIP|ALLOW|SHOW|HIDE|FORCE|NO)_\w+|\w+_(ENABLED|DISABLED|FLAG)|(\w+_)?(DEBUG|VERBOSE)"
)

Needed = Literal["build", "run", "never"]
Exposure = Literal["exposed", "public", "none", "unknown"]


def rows(evidence: Evidence) -> tuple[EnvironmentRow, ...]:
    """Give a row for each variable that something live of the project reads, or that is declared and read nowhere.

    Variables that hosts and tools set themselves are left out, unless a build showed that the project must act.
    """
    found = [_row(each, evidence) for each in evidence.survey.environment.variables.values() if _is_listed(each)]
    platform = {each.name for each in evidence.survey.environment.variables.values() if each.platform is not None}
    return tuple(sorted((each for each in found if each.name not in platform or _must_act(each)), key=_rank))


def live(reads: Iterable[VariableRead]) -> tuple[VariableRead, ...]:
    """Give the reads by code that something of the project leads to, tests aside."""
    return tuple(each for each in reads if each.is_live)


def _is_listed(variable: Variable) -> bool:
    return bool(live(variable.reads)) or any(each.by in _TOLD for each in variable.declarations)


def _must_act(row: EnvironmentRow) -> bool:
    return row.exposure == "exposed" or _is_harmful(row.consequence)


def _is_harmful(shown: Consequence | None) -> bool:
    """Whether a run showed that the absence does harm: then nobody may leave the variable out."""
    return shown is not None and shown.proof is not None and shown.effect in _HARMFUL


def _row(variable: Variable, evidence: Evidence) -> EnvironmentRow:
    leaks = tuple(each for each in _leaks(evidence) or () if each.variable == variable.name)
    return EnvironmentRow(
        name=variable.name,
        needed=_needed(variable, evidence),
        missing=variable.given is None and variable.platform is None and not _configured(variable),
        optional=is_optional(variable) and not _is_harmful(_shown(variable, evidence)),
        declared=variable.declarations,
        reads=variable.reads,
        expects=_expects(variable),
        service=variable.service,
        sensitivity=variable.sensitivity,
        relied_on=variable.relied_on,
        consequence=_consequence(variable, evidence),
        exposure=_exposure(variable, leaks, evidence),
        leaks=leaks,
    )


def _consequence(variable: Variable, evidence: Evidence) -> Consequence:
    """Give what runs showed. Where they never came to it, it is known all the same what the bundler writes into the
    browser's code."""
    shown = _shown(variable, evidence)
    told = from_files(variable, evidence)
    if shown is None or (shown.effect == "unknown" and shown.proof is None and told.effect == "baked"):
        return told
    return shown


def _is_switch(variable: Variable) -> bool:
    """Whether its name says that it switches something on or off, and nothing demands it: off is where nothing is."""
    return _demand(variable) is None and _SWITCH.fullmatch(without_prefix(variable.name)) is not None


def _configured(variable: Variable) -> bool:
    """Whether ``env`` of the framework's configuration sets it, and not from the environment's value of that name."""
    passed_on = any("config" in each.where for each in variable.reads)
    return not passed_on and any(each.by == "config" and each.public for each in variable.declarations)


def is_optional(variable: Variable) -> bool:
    """Whether its absence was foreseen: a default, a schema that accepts it, or a name that says it is a switch."""
    accepted = bool(variable.expectations) and all(each.optional or each.default for each in variable.expectations)
    return variable.has_default or accepted or _is_switch(variable)


def _needed(variable: Variable, evidence: Evidence) -> Needed:
    working = [each for each in live(variable.reads) if each.in_vain is None]
    shown = _shown(variable, evidence)
    if shown is not None and shown.proof is not None and shown.effect in ("build-fails", "baked"):
        return "build"
    if any(_used_by(build, variable, evidence) for build in evidence.builds):
        return "build"
    if any(_by_the_build(each, variable) for each in working):
        return "build"
    seen = any(each.name == variable.name for build in evidence.builds for each in build.reads or ())
    if seen or any({"server", "edge", "browser"} & set(each.where) for each in working):
        return "run"
    return "run" if not variable.reads and _unseen_reader(variable, evidence) is not None else "never"


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


def _by_the_build(read: VariableRead, variable: Variable) -> bool:
    """Whether the build itself needs it: it writes the value into the code, or runs code that demands it."""
    if {"config", "build"} & set(read.where) or read.inlined:
        return True
    if read.how == "text":
        return read.where == ("script",)
    return read.how == "schema" and read.at_import and _demand(variable) is not None and bool(read.routes)


def _loaded(read: VariableRead, evidence: Evidence) -> bool:
    """Whether the build runs it. Next loads the modules of all routes when it collects page data
    (next/src/build/utils.ts); middleware and instrumentation are loaded by the server alone."""
    return read.at_import and evidence.survey.next is not None and bool(read.routes)


def _demand(variable: Variable) -> Expectation | None:
    return next((each for each in variable.expectations if not each.optional and not each.default), None)


def _unseen_reader(variable: Variable, evidence: Evidence) -> str | None:
    """Say what may read a variable that no code of the project names."""
    package = _by_package(variable, evidence)
    if package is not None:
        return f"{package} may read it by itself"
    told = any(each.by in ("env-file", "example") for each in variable.declarations)
    unnamed = live(evidence.survey.environment.unnamed)
    return f"{unnamed[0].at} reads variables without naming them" if told and unnamed else None


def _by_package(variable: Variable, evidence: Evidence) -> str | None:
    """Give the package of the project that belongs to a service with such a variable: it may read it by itself."""
    required = evidence.project.required
    for service in read_services():
        package = next((each for each in service.packages if each in required), None)
        if package is not None and any(_is_named(variable.name, each.names) for each in service.variables):
            return package
    return None


def _is_named(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(bare, pattern) for bare in (name, without_prefix(name)) for pattern in patterns)


def _leaks(evidence: Evidence) -> tuple[Leak, ...] | None:
    """Give what the searches of all builds found; ``None`` where nothing was searched."""
    searched = [build.leaks for build in evidence.builds if build.leaks is not None]
    return tuple(each for leaks in searched for each in leaks) if searched else None


def _exposure(variable: Variable, leaks: tuple[Leak, ...], evidence: Evidence) -> Exposure:
    if leaks:
        return "public" if all(each.verdict == "public" for each in leaks) else "exposed"
    if variable.name in evidence.searched:
        return "none"
    if any(each.inlined and "browser" in each.where for each in live(variable.reads)):
        return "exposed" if variable.sensitivity == "secret" else "public"
    return "unknown"


def _shown(variable: Variable, evidence: Evidence) -> Consequence | None:
    """Give the worst consequence that trials found."""
    found = [each for each in evidence.consequences if each.variable == variable.name]
    return min(found, key=lambda each: _EFFECTS.index(each.effect), default=None)


def from_files(variable: Variable, evidence: Evidence) -> Consequence:
    """Say what its absence does as far as the files tell; nothing of this was run."""
    found = live(variable.reads)
    working = [each for each in found if each.in_vain is None]
    bare = [each for each in working if not each.fallback]

    def say(effect: Effect, message: str, read: VariableRead | None = None) -> Consequence:
        return Consequence(
            variable=variable.name,
            effect=effect,
            message=message,
            routes=read.routes if read is not None else (),
            at=read.at if read is not None else None,
        )

    if not working:
        return say(*_unread(variable, found, evidence))
    if _configured(variable):
        return say("nothing", "The configuration sets it, whatever the environment holds.")
    if is_optional(variable):
        by = next((each for each in variable.expectations if each.optional or each.default), None)
        if by is None and not variable.has_default:
            return say("nothing", "Its name says that it is a switch: it is off then.")
        if by is None and all(each.how == "package" for each in working):
            return say("unknown", f"The package that {working[0].at} imports takes it, where the code gives it none.")
        return say("nothing", f"The schema at {by.at} accepts that." if by is not None else "The code has a default.")
    return say(*_missed(variable, bare or working, evidence))


def _unread(variable: Variable, found: tuple[VariableRead, ...], evidence: Evidence) -> tuple[Effect, str]:
    if found:
        return "nothing", f"Nothing: where it is read, it never arrives ({found[0].in_vain})."
    reader = _unseen_reader(variable, evidence) if not variable.reads else None
    if reader is not None:
        return "unknown", f"No code of the project names it; {reader}."
    return "nothing", "Nothing that counts reads it."


def _missed(variable: Variable, reads: list[VariableRead], evidence: Evidence) -> tuple[Effect, str, VariableRead]:
    """Say what the first read that matters most does without a value."""
    schema, demand = next((each for each in reads if each.how == "schema"), None), _demand(variable)
    if schema is not None and demand is not None:
        if _by_the_build(schema, variable):
            return "build-fails", f"The build may fail: the schema at {demand.at} demands it.", schema
        return "request-fails", f"Requests may fail: the schema at {demand.at} demands it.", schema
    early = next((each for each in reads if _loaded(each, evidence)), None)
    browser = next((each for each in reads if each.inlined and "browser" in each.where), None)
    if browser is not None:
        also = f" The build loads {early.at}, too." if early is not None else ""
        return "baked", f"`undefined` is written into the browser's code ({browser.at}).{also}", browser
    if early is not None:
        return (
            "unknown",
            f"The build loads {early.at}, which reads it at once; whether it can do without was not tried.",
            early,
        )
    inlined = next((each for each in reads if each.inlined), None)
    if inlined is not None:
        return "request-differs", f"`undefined` is written into the server's code ({inlined.at}).", inlined
    server = next((each for each in reads if {"server", "edge"} & set(each.where)), None)
    if server is not None:
        return "request-differs", _on_request(server, evidence), server
    if reads[0].where == ("script",) and reads[0].how != "text":
        return "nothing", "Nothing of build or server; a script that people run reads it.", reads[0]
    return "unknown", f"The build reads it at {reads[0].at}.", reads[0]


def _on_request(read: VariableRead, evidence: Evidence) -> str:
    app = evidence.survey.next
    pages = {each.url for each in app.routes if each.kind == "page"} if app is not None else set()
    who = f" of {read.routes[0]}" if len(read.routes) == 1 else f" of {len(read.routes)} routes" if read.routes else ""
    if pages.intersection(read.routes):
        return f"Requests{who} read it; so does the build, where it renders a page in advance."
    return f"Requests{who} read it."


def _expects(variable: Variable) -> str | None:
    """Say what a value must be, from the schema, or from the shape of an example."""
    demand = next(iter(variable.expectations), None)
    if demand is not None:
        return ", ".join(_demands(demand))
    shapes = (each.shape for each in variable.declarations if each.shape is not None)
    found = next((each.type for each in shapes if each.type not in ("string", "secret")), None)
    # The password of an example is "123456", and need be none of digits.
    return None if variable.sensitivity == "secret" and found in ("integer", "number", "boolean") else found


def _demands(demand: Expectation) -> Iterator[str]:
    yield f"one of {', '.join(demand.choices)}" if demand.choices else demand.type
    if demand.protocols:
        yield f"with {' or '.join(each + '://' for each in demand.protocols)}"
    of = "" if demand.type in ("number", "integer", "port") else " characters"
    if demand.least == 1 and of:
        yield "not empty"
    elif demand.least is not None:
        yield f"at least {demand.least:g}{of}"
    if demand.most is not None:
        yield f"at most {demand.most:g}{of}"
    if demand.starts is not None:
        yield f"begins with {demand.starts}"
    if demand.ends is not None:
        yield f"ends with {demand.ends}"
    if demand.pattern is not None:
        yield f"matches {demand.pattern}"


def _rank(row: EnvironmentRow) -> tuple[int, int, str]:
    """Order: exposed, missing and needed (the worst consequence first, those that nobody is told about before the
    others), optional, given, never needed."""
    told = any(each.by not in ("types", "script", "config") for each in row.declared)
    effect = _EFFECTS.index(row.consequence.effect) if row.consequence is not None else len(_EFFECTS)
    if row.exposure == "exposed":
        mistake = any(each.verdict == "exposed" for each in row.leaks) or not row.leaks
        return 0 if mistake else 1, effect, row.name
    if row.needed == "never":
        return 7, 0 if live(row.reads) else 1, row.name
    if not row.missing:
        return 6, 0, row.name
    if row.optional:
        return 5, 0, row.name
    if row.consequence is not None and row.consequence.effect in _HARMFUL:
        return 2, effect, row.name
    return 4 if told else 3, effect, row.name
