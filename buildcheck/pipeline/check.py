"""What `check` does: a folder and settings in, what its files tell alone out."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import msgspec

from buildcheck import recheck
from buildcheck.env_values import read_values
from buildcheck.environment_rows import rows
from buildcheck.excerpts import with_excerpts
from buildcheck.judge import judge
from buildcheck.load import load
from buildcheck.load.files import Files
from buildcheck.model.check import Evidence
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline import TOOL
from buildcheck.pipeline.run import rounded
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey


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
        report = msgspec.structs.replace(report, timings=rounded(timings))
        report = with_excerpts(report, Files(project.source))
        if settings.cache and project.source.kind != "head":
            files = (each.path for each in project.source.entries)
            read = recheck.inputs(project.source.root, files, evidence.survey.looked_at)
            if read is not None:
                recheck.keep(path, settings, report, read, began_ns=began_ns)
        return report
