"""Plan x Engine -> Build: the one loop that every engine shares. It stops at the first step that fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Protocol

import msgspec

from buildcheck.engines.base import Collected, Engine, Event, Sandbox, Sink, Watch
from buildcheck.exposure.exposure import Exposure
from buildcheck.model.build import Build, Served, StepRun
from buildcheck.model.environment import Leak
from buildcheck.model.plan import Plan, Step
from buildcheck.model.project import Source
from buildcheck.survey.next.manifests import find_built_app, is_manifest

TRIES = 3
PAUSE_SECONDS = 2.0

AtFailure = Callable[[Sandbox, Step], None]


class Looks(Protocol):
    """Looks at the files of a build as they are collected (`buildcheck.exposure.exposure.Exposure`)."""

    def more_folders(self, outputs: tuple[str, ...]) -> tuple[str, ...]:
        """Give the folders that it wants to see beside ``outputs``."""

    def sink(self, path: str, size: int) -> Sink | None:
        """See `buildcheck.engines.base.Sinks`."""

    def leaks(self) -> tuple[Leak, ...]:
        """Give the values that it found in a browser's reach."""


def build(
    plan: Plan,
    source: Source,
    engine: Engine,
    *,
    values: Mapping[str, str],
    watch: Watch,
    transient: Callable[[StepRun], bool],
    exposure: Looks | None = None,
    shown: Collection[str] = (),
    serve: tuple[Step, ...] = (),
    at_failure: AtFailure | None = None,
) -> Build:
    """Run ``plan`` on ``engine`` and give what happened.

    ``values`` are the secret values of ``plan.environment_names``. ``transient`` says of a fetch step that failed
    whether a registry or the network was at fault: only then is it tried again. ``exposure`` looks for synthetic values
    in all that a browser can fetch of what was built. ``shown`` names the values that are no secrets. ``serve`` are the
    steps that start what was built: with all variables, then without those of this run. ``at_failure`` is called with
    the step that ended the run, while its sandbox is still there.

    Raises:
        EngineError: the engine broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    started = time.monotonic()
    with engine.open(plan, source, values, watch, shown) as sandbox:
        tree, tree_reason = sandbox.tree
        runs = _run_steps(plan, sandbox, watch, transient, reused=tree == "reused")
        if at_failure is not None and runs and runs[-1].outcome != "ok":
            at_failure(sandbox, _step_of(runs[-1], plan))
        passed = bool(runs) and runs[-1].outcome == "ok"
        collected = _collect(plan, sandbox, exposure) if passed and plan.outputs else None
        served = [_serve(step, sandbox, exposure) for step in serve if passed]
        return Build(
            isolation=sandbox.isolation,
            steps=tuple(runs),
            hosts=sandbox.hosts(),
            scripts=sandbox.install_scripts(),
            tree=tree,
            tree_reason=tree_reason,
            artefacts=collected.artefacts if collected else None,
            artefact_remarks=collected.remarks if collected else (),
            app=find_built_app(collected.contents) if collected else None,
            leaks=exposure.leaks() if exposure is not None and collected is not None else None,
            seconds=round(time.monotonic() - started, 3),
            peak_memory=sandbox.peak_memory(),
            variables=tuple(sorted(values)),
            reads=sandbox.reads(),
            served=served[0] if served else None,
            served_without=served[1] if len(served) > 1 else None,
        )


def _step_of(run: StepRun, plan: Plan) -> Step:
    return next(each for each in plan.steps if (each.phase, each.name, each.cwd) == (run.phase, run.name, run.cwd))


def _collect(plan: Plan, sandbox: Sandbox, exposure: Looks | None) -> Collected:
    """Read what the build wrote. What is searched beside it (``public/``) is not of its making and no artefact; what
    could not be searched there is said."""
    if exposure is None:
        return sandbox.collect(plan.outputs, is_manifest)
    beside = sandbox.collect(exposure.more_folders(plan.outputs), None, exposure.sink)
    made = sandbox.collect(plan.outputs, is_manifest, exposure.sink)
    return msgspec.structs.replace(made, remarks=(*made.remarks, *beside.remarks))


def _serve(step: Step, sandbox: Sandbox, exposure: Looks | None) -> Served:
    """Start what was built. What it answers can be fetched by a browser, so it is searched as well."""
    served, bodies = sandbox.serve(step)
    if isinstance(exposure, Exposure):
        exposure.answers(served, bodies)
    return served


def _run_steps(
    plan: Plan, sandbox: Sandbox, watch: Watch, transient: Callable[[StepRun], bool], *, reused: bool
) -> list[StepRun]:
    runs: list[StepRun] = []
    last_fetch = next((step for step in reversed(plan.steps) if step.phase == "fetch"), None)
    for step in plan.steps:
        if step.phase == "fetch" and reused:
            continue
        run = _run_step(step, sandbox, watch, transient)
        runs.append(run)
        if run.outcome != "ok" and not step.may_fail:
            break
        if step is last_fetch:
            sandbox.keep_tree()
    return runs


def _run_step(step: Step, sandbox: Sandbox, watch: Watch, transient: Callable[[StepRun], bool]) -> StepRun:
    for attempt in range(1, TRIES + 1):
        run = sandbox.run(step, attempt)
        if run.outcome == "ok" or step.phase != "fetch" or attempt == TRIES or not transient(run):
            return run
        watch(Event(kind="prepare", text=f"{step.name}: the registry did not answer, trying again"))
        time.sleep(PAUSE_SECONDS * attempt)
    raise AssertionError("the loop returns on its last turn")
