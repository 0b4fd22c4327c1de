"""What `env` does: a folder and settings in, its variables out."""

from __future__ import annotations

import shlex
from pathlib import Path

from buildcheck import results
from buildcheck.engines.archive import content_key
from buildcheck.environment_rows import live, rows
from buildcheck.judge import summary
from buildcheck.load import load
from buildcheck.model.check import Evidence
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.model.settings import Settings
from buildcheck.pipeline import TOOL
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey


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
