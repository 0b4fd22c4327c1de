"""The stages in their order: a folder and settings in, a report out."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildcheck import __version__, recheck, results
from buildcheck.engines.archive import content_key
from buildcheck.engines.base import Event, Watch
from buildcheck.env_values import read_values, registry_credentials
from buildcheck.environment_rows import live, rows
from buildcheck.errors import EngineError, TransientError
from buildcheck.excerpts import with_excerpts
from buildcheck.judge import judge, summary
from buildcheck.load import load
from buildcheck.load.files import Files
from buildcheck.model.build import Build
from buildcheck.model.check import Evidence
from buildcheck.model.difference import DifferenceReport
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.model.machine import Machine
from buildcheck.model.observed import Observed
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Obstacle, Report, Tool
from buildcheck.model.settings import Settings
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey

if TYPE_CHECKING:
    from buildcheck.trials.runner import Runner

TOOL = Tool(name="buildcheck", version=__version__)


def verify(path: Path, settings: Settings, watch: Watch) -> Report:
    """Build the project at ``path`` in a clean engine and judge what happened.

    Raises:
        UsageError: the folder, its files or the settings are not something that can be worked on.
        EngineError: no engine can be used at all.
    """
    started = time.monotonic()
    with load(path, source=settings.source) as project:
        return verify_loaded(project, path, settings, watch, load_seconds=time.monotonic() - started)


def verify_loaded(
    project: Project, path: Path, settings: Settings, watch: Watch, *, load_seconds: float = 0.0
) -> Report:
    """Do what `verify` does with a project that is loaded from ``path`` already.

    Raises:
        UsageError: as `verify`.
        EngineError: as `verify`.
    """
    from buildcheck.alongside import Alongside

    loaded = time.monotonic()
    values = read_values(settings.env, project.framework)
    plan = make_plan(project, settings, environment_names=tuple(values))
    parts = _key_parts(project, plan, settings, values)
    known = results.find(parts) if settings.cache and _keepable(plan) else None
    if known is not None:
        # A machine changes while the sources do not: it is no part of what is kept.
        return Alongside(project, plan, os.environ).told_in(known)
    _tell_why(project, parts, settings, watch)
    planned = time.monotonic()
    evidence = Evidence(project=project, survey=survey(project, plan.manager, ask=not settings.offline), plan=plan)
    _tell_findings(evidence, watch)
    timings = {"load": load_seconds, "plan": planned - loaded, "survey": time.monotonic() - planned}
    alongside = Alongside(project, plan, os.environ, evidence.survey)
    report = run_and_judge(evidence, plan, settings, values=values, watch=watch, timings=timings)
    if _keepable(plan) and report.verdict != "incomplete" and _engine_is_plain(report, settings):
        results.keep(str(path.resolve()), parts, report)
    return alongside.told_in(report)


def check(path: Path, settings: Settings) -> Report:
    """Judge what the files of the project at ``path`` tell alone; nothing is run.

    Raises:
        UsageError: as `verify`.
    """
    started, began_ns = time.monotonic(), time.time_ns()
    with load(path, source=settings.source) as project:
        loaded = time.monotonic()
        plan = make_plan(project, settings, environment_names=tuple(read_values(settings.env, project.framework)))
        evidence = Evidence(project=project, survey=survey(project, plan.manager, ask=not settings.offline), plan=plan)
        surveyed = time.monotonic()
        report = judge(replace(evidence, environment=rows(evidence)), tool=TOOL)
        timings = {"load": loaded - started, "survey": surveyed - loaded, "judge": time.monotonic() - surveyed}
        report = msgspec.structs.replace(report, timings=_rounded(timings))
        report = with_excerpts(report, Files(project.source))
        if settings.cache and project.source.kind != "head":
            files = (each.path for each in project.source.entries)
            read = recheck.inputs(project.source.root, files, evidence.survey.looked_at)
            if read is not None:
                recheck.keep(path, settings, report, read, began_ns=began_ns)
        return report


def environment(path: Path, settings: Settings) -> EnvironmentReport:
    """Give the variables of the project at ``path``, as its files tell, or as an earlier `verify` of the very same
    files proved.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        plan = make_plan(project, settings, environment_names=())
        evidence = Evidence(project=project, survey=survey(project, plan.manager, ask=False), plan=plan)
        source = content_key(project.source).encode() if settings.cache else None
        known = results.about(str(path.resolve()), source=source) if source is not None else None
        proven = known if known is not None and any(each.leaks is not None for each in known.builds) else None
        built = next((step.argv for step in reversed(plan.steps) if step.phase == "build"), ())
        return EnvironmentReport(
            tool=TOOL,
            project=summary(project),
            rows=proven.environment if proven is not None else rows(evidence),
            unnamed=live(evidence.survey.environment.unnamed),
            proven=proven.cached if proven is not None else None,
            build=shlex.join(built) or None,
        )


def make_plan_of(path: Path, settings: Settings) -> tuple[Project, Plan]:
    """Give the project at ``path`` and what `verify` would do with it.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        plan = make_plan(project, settings, environment_names=tuple(read_values(settings.env, project.framework)))
        if settings.env == "synthetic":
            made = _synthetic(project, survey(project, plan.manager, ask=False), settings)
            plan = msgspec.structs.replace(plan, environment_names=tuple(sorted(made.values)) if made else ())
        return project, plan


def snapshot(path: Path, settings: Settings, environ: Mapping[str, str]) -> Machine:
    """Give this machine as the project at ``path`` meets it; ``environ`` is the environment of the user's shell.

    Raises:
        UsageError: as `verify`.
    """
    from buildcheck.observe import observe
    from buildcheck.survey.next.manifests import find_built_app

    with load(path, source=settings.source) as project:
        return observe(project, survey(project), environ, find_built_app)


def diff(path: Path, settings: Settings, environ: Mapping[str, str], used: Observed | None = None) -> DifferenceReport:
    """Give how this machine differs from what `verify` would make of the project at ``path``; nothing is run. ``used``
    is what a build here was seen to use, where one was watched.

    Raises:
        UsageError: as `verify`.
    """
    from buildcheck.differences import differences
    from buildcheck.observe import observe
    from buildcheck.survey.next.manifests import find_built_app

    with load(path, source=settings.source) as project:
        plan = make_plan(project, settings, environment_names=tuple(read_values(settings.env, project.framework)))
        facts = survey(project, plan.manager)
        machine = msgspec.structs.replace(observe(project, facts, environ, find_built_app), used=used)
        return DifferenceReport(machine=machine, differences=differences(machine, project, facts, plan))


def run_and_judge(
    evidence: Evidence,
    plan: Plan,
    settings: Settings,
    *,
    values: Mapping[str, str],
    watch: Watch,
    timings: dict[str, float],
) -> Report:
    """Run ``plan`` and judge what happened. ``values`` are those of ``--env file:``, ``timings`` what came before.

    Raises:
        EngineError: no engine can be used at all.
    """
    report = _run(evidence, plan, settings, values=values, watch=watch, timings=timings)
    return with_excerpts(report, Files(evidence.project.source))


def _run(
    evidence: Evidence,
    plan: Plan,
    settings: Settings,
    *,
    values: Mapping[str, str],
    watch: Watch,
    timings: dict[str, float],
) -> Report:
    from buildcheck.engines.choose import choose
    from buildcheck.trials.runner import Runner

    project = evidence.project
    engine, fallback = choose(settings, registry_credentials(settings.registry_auth))
    if fallback is not None:
        watch(Event(kind="prepare", text=f"using the local engine: {fallback}"))

    started = time.monotonic()
    synthetic = _synthetic(project, evidence.survey, settings)
    shown = synthetic.ordinary if synthetic is not None else ()
    runner = Runner(
        plan=plan,
        project=project,
        inventory=evidence.survey.environment,
        engine=engine,
        watch=watch,
        values=values,
        shown=shown,
    )
    try:
        built = _built(evidence, runner, synthetic, full=settings.env_depth == "full")
    except (EngineError, TransientError) as error:
        return _broken_off(evidence, error, timings)
    timings["build"] = time.monotonic() - started
    report = judge(replace(built, environment=rows(built)), tool=TOOL, timings=_rounded(timings))
    return _with_fallback(report, built.builds[0], fallback)


def _synthetic(project: Project, found: Survey, settings: Settings) -> Synthetic | None:
    """Make values for what the project reads, where the user wants that."""
    return made_values(project, found, settings) if settings.env == "synthetic" else None


def made_values(project: Project, found: Survey, settings: Settings) -> Synthetic:
    """Make values for what the project reads."""
    from buildcheck.synthetic import synthesise

    return synthesise(found.environment, seed=settings.seed, packages=project.required)


def _built(evidence: Evidence, runner: Runner, synthetic: Synthetic | None, *, full: bool) -> Evidence:
    """Build once, or as often as it takes to say what the absence of variables does."""
    if synthetic is None:
        done = runner({}, "")
        return replace(evidence, builds=(done,), causes=runner.causes(done))
    from buildcheck.trials.absence import examine

    found = examine(runner, evidence.project, evidence.survey, synthetic, full=full)
    return replace(
        evidence,
        survey=found.survey,
        builds=(found.build,),
        causes=found.causes,
        consequences=found.consequences,
        trials=found.trials,
        unverified=found.unverified,
        searched=found.searched,
    )


def _broken_off(evidence: Evidence, error: EngineError | TransientError, timings: Mapping[str, float]) -> Report:
    """An engine that broke is no statement about the project, but CI wants a report all the same."""
    report = judge(evidence, tool=TOOL, timings=_rounded(timings))
    trouble = Obstacle(what=error.what, why=error.why, do=error.do, transient=isinstance(error, TransientError))
    verdict = "fail" if report.verdict == "fail" else "incomplete"
    return msgspec.structs.replace(report, obstacles=(*report.obstacles, trouble), verdict=verdict)


def _with_fallback(report: Report, done: Build, fallback: str | None) -> Report:
    if fallback is None or done.isolation.engine == "docker":
        return report
    note = f"the isolation of a container: the local engine was used, because Docker could not be ({fallback})"
    return msgspec.structs.replace(report, not_verified=(note, *report.not_verified))


def _key_parts(project: Project, plan: Plan, settings: Settings, values: Mapping[str, str]) -> dict[str, str]:
    where = [
        settings.seed,
        settings.env_depth,
        settings.engine,
        settings.ca_file,
        list(settings.registry_auth),
        project.app,
        project.source.commit,
    ]
    return results.key_parts(
        source=content_key(project.source).encode(),
        plan=results.plain_bytes(plan),
        values=results.plain_bytes(dict(values)),
        settings=results.plain_bytes(where),
    )


def _keepable(plan: Plan) -> bool:
    """Whether the same inputs give the same answer: without a lockfile the registry decides, and it changes."""
    return plan.reusable_tree.value == "yes" and plan.network.mode != "open"


def _engine_is_plain(report: Report, settings: Settings) -> bool:
    # An answer of the local engine that was only a fallback must not stand once Docker is there.
    used = {build.isolation.engine for build in report.builds}
    return used == {"docker"} or (used == {"local"} and settings.engine == "local")


def _tell_findings(evidence: Evidence, watch: Watch) -> None:
    """Tell what the files alone have shown, while the engine is still being made ready."""
    for each in judge(evidence, tool=TOOL).findings:
        if each.severity != "info" and each.suppressed is None:
            at = At(path=each.path, line=each.line) if each.path is not None else evidence.project.app
            watch(Event(kind="found", text=f"{each.severity} {each.check}  {at}"))


def _tell_why(project: Project, parts: Mapping[str, str], settings: Settings, watch: Watch) -> None:
    if settings.cache:
        names = results.changed(str(Path(project.source.root, project.app).resolve()), parts)
        if names:
            watch(Event(kind="prepare", text=f"building again, because this changed: {', '.join(names)}"))


def _rounded(timings: Mapping[str, float]) -> dict[str, float]:
    return {name: round(seconds, 3) for name, seconds in timings.items()}
