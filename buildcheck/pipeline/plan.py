"""What `plan` does: a folder and settings in, what `verify` would do out."""

from __future__ import annotations

from pathlib import Path

import msgspec

from buildcheck.env_values import read_values
from buildcheck.load import load
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.settings import Settings
from buildcheck.pipeline.made import made_values
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey


def make_plan_of(path: Path, settings: Settings) -> tuple[Project, Plan]:
    """Give the project at ``path`` and what `verify` would do with it.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        plan = make_plan(project, settings, environment_names=tuple(read_values(settings.env, project.framework)))
        if settings.env == "synthetic":
            made = made_values(project, survey(project, plan.manager, ask=False), settings)
            plan = msgspec.structs.replace(plan, environment_names=tuple(sorted(made.values)))
        return project, plan
