"""One plan, one engine, and as many builds of it as a question takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from buildcheck.build import build
from buildcheck.diagnose import diagnose, is_transient
from buildcheck.engines.base import Engine, Event, Watch
from buildcheck.exposure.exposure import Exposure
from buildcheck.exposure.instead import Instead
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project

Looking = Exposure | Instead


class Run(Protocol):
    """Builds with ``given`` variables set, and nothing else of the project's own."""

    def __call__(self, given: Mapping[str, str], why: str, looking: Looking | None = None) -> Build: ...


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs ``plan`` on ``engine``. ``values`` are secret (those of ``--env file:``); made values come with each call
    and are none: they stand in the steps, so that no log is masked for them.

    Raises:
        EngineError: (each build) the engine broke.
        TransientError: (each build) something that the engine needs could not be downloaded.
    """

    plan: Plan
    project: Project
    engine: Engine
    watch: Watch
    values: Mapping[str, str] = field(repr=False)

    def __call__(self, given: Mapping[str, str], why: str, looking: Looking | None = None) -> Build:
        """Build, with ``why`` as the words of progress."""
        if why:
            self.watch(Event(kind="prepare", text=why))
        done = build(
            with_variables(self.plan, given),
            self.project.source,
            self.engine,
            values=self.values,
            watch=self.watch,
            transient=lambda run: is_transient(run, self.project),
            exposure=looking,
        )
        return msgspec.structs.replace(done, variables=tuple(sorted(given)))

    def causes(self, done: Build) -> tuple[Cause, ...]:
        """Name the causes of the step that ended a build."""
        if done.failed is None:
            return ()
        blocked = done.scripts.blocked if done.scripts else ()
        return diagnose(done.failed, self.project, done.hosts, blocked)


def with_variables(plan: Plan, given: Mapping[str, str]) -> Plan:
    """Give the plan whose install scripts and build have ``given`` variables; a step's own count more."""
    steps = tuple(
        each if each.phase == "fetch" else msgspec.structs.replace(each, env={**given, **each.env})
        for each in plan.steps
    )
    return msgspec.structs.replace(plan, steps=steps)
