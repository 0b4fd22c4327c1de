"""A plan run and judged: what every command has in common that builds a project once and reports."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from buildcheck.engines.base import Event, Watch
from buildcheck.env_values import registry_credentials
from buildcheck.environment_rows import rows
from buildcheck.errors import EngineError, TransientError
from buildcheck.excerpts import with_excerpts
from buildcheck.judge import judge
from buildcheck.load.files import Files
from buildcheck.model.build import Build
from buildcheck.model.check import Evidence
from buildcheck.model.plan import Plan
from buildcheck.model.report import Obstacle, Report
from buildcheck.model.settings import Settings
from buildcheck.model.synthetic import Synthetic
from buildcheck.pipeline import TOOL
from buildcheck.pipeline.made import made_if_wanted

if TYPE_CHECKING:
    from buildcheck.trials.runner import Runner


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
    from buildcheck.engines.choose import choose
    from buildcheck.trials.runner import Runner

    project = evidence.project
    engine, fallback = choose(settings, registry_credentials(settings.registry_auth))
    if fallback is not None:
        watch(Event(kind="prepare", text=f"using the local engine: {fallback}"))

    started = time.monotonic()
    synthetic = made_if_wanted(project, evidence.survey, settings)
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
        report = _broken_off(evidence, error, timings)
    else:
        timings["build"] = time.monotonic() - started
        report = judge(replace(built, environment=rows(built)), tool=TOOL, timings=rounded(timings))
        report = _with_fallback(report, built.builds[0], fallback)
    return with_excerpts(report, Files(project.source))


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
    report = judge(evidence, tool=TOOL, timings=rounded(timings))
    trouble = Obstacle(what=error.what, why=error.why, do=error.do, transient=isinstance(error, TransientError))
    verdict = "fail" if report.verdict == "fail" else "incomplete"
    return msgspec.structs.replace(report, obstacles=(*report.obstacles, trouble), verdict=verdict)


def _with_fallback(report: Report, done: Build, fallback: str | None) -> Report:
    if fallback is None or done.isolation.engine == "docker":
        return report
    note = f"the isolation of a container: the local engine was used, because Docker could not be ({fallback})"
    return msgspec.structs.replace(report, not_verified=(note, *report.not_verified))


def rounded(timings: Mapping[str, float]) -> dict[str, float]:
    """Give seconds to the millisecond."""
    return {name: round(seconds, 3) for name, seconds in timings.items()}
