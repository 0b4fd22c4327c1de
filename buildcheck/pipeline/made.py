"""The values that are made for a project's variables."""

from __future__ import annotations

from buildcheck.model.project import Project
from buildcheck.model.settings import Settings
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic


def made_if_wanted(project: Project, found: Survey, settings: Settings) -> Synthetic | None:
    """Make values for what the project reads, where the user wants that."""
    return made_values(project, found, settings) if settings.env == "synthetic" else None


def made_values(project: Project, found: Survey, settings: Settings) -> Synthetic:
    """Make values for what the project reads."""
    from buildcheck.synthetic import synthesise

    return synthesise(found.environment, seed=settings.seed, packages=project.required)
