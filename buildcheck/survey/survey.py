"""The parts of a survey in their order: modules, graph, framework, deployment, git, this machine's installed tree."""

from __future__ import annotations

from buildcheck.model.project import Project
from buildcheck.model.survey import Survey


def survey(project: Project) -> Survey:
    """Read the sources of ``project``."""
    return Survey()
