"""What `verify` does: a folder and settings in, a report out."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from buildcheck import results
from buildcheck.engines.archive import content_key
from buildcheck.engines.base import Event, Watch
from buildcheck.env_values import read_values
from buildcheck.judge import judge
from buildcheck.load import load
from buildcheck.model.check import Evidence
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.model.value import At
from buildcheck.pipeline import TOOL
from buildcheck.pipeline.alongside import Alongside
from buildcheck.pipeline.run import run_and_judge
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey


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
            app = "" if evidence.project.app == "." else evidence.project.app
            at = At(path=each.path, line=each.line) if each.path is not None else app
            watch(Event(kind="found", text=f"{each.severity} {each.check}  {at}".rstrip()))


def _tell_why(project: Project, parts: Mapping[str, str], settings: Settings, watch: Watch) -> None:
    if settings.cache:
        names = results.changed(str(Path(project.source.root, project.app).resolve()), parts)
        if names:
            watch(Event(kind="prepare", text=f"building again, because this changed: {', '.join(names)}"))
