"""One plan, one engine, and as many builds of it as a question takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import msgspec

from buildcheck.build import Looks, build
from buildcheck.diagnose import diagnose, is_transient
from buildcheck.engines.base import Engine, Event, Watch
from buildcheck.engines.read_places import place_reads
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory
from buildcheck.model.plan import Plan, Step
from buildcheck.model.project import Project


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs ``plan`` on ``engine``. ``values`` are secret (those of ``--env file:``). Made values come with each call
    and are none; logs show their names all the same, but those of ``shown`` (ordinary words and numbers) as they are.
    ``inventory`` gives the reads that are observed their places in the source.

    Raises:
           EngineError: (each build) the engine broke.
           TransientError: (each build) something that the engine needs could not be downloaded.
    """

    plan: Plan
    project: Project
    inventory: Inventory
    engine: Engine
    watch: Watch
    values: Mapping[str, str] = field(repr=False)
    shown: Collection[str] = ()

    def __call__(
        self, given: Mapping[str, str], why: str, looking: Looks | None = None, serve: tuple[Step, ...] = ()
    ) -> Build:
        """Build, with ``why`` as the words of progress; ``serve`` as of `buildcheck.build.build`."""
        if why:
            self.watch(Event(kind="prepare", text=why))
        done = build(
            self.plan,
            self.project.source,
            self.engine,
            values={**given, **self.values},
            watch=self.watch,
            transient=lambda run: is_transient(run, self.project),
            exposure=looking,
            shown=self.shown,
            serve=serve,
        )
        reads = None if done.reads is None else place_reads(done.reads, self.inventory)
        return msgspec.structs.replace(done, reads=reads)

    def causes(self, done: Build) -> tuple[Cause, ...]:
        """Name the causes of the step that ended a build."""
        if done.failed is None:
            return ()
        blocked = done.scripts.blocked if done.scripts else ()
        return diagnose(done.failed, self.project, done.hosts, blocked)
