"""Env files of the source -> declarations. An example gives nothing; a file that the production build loads does."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Declaration, DeclaredBy
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey


def env_files(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give the variables of all env files."""
    for file in project.env:
        by: DeclaredBy = "example" if file.example else "env-file"
        gives = file.order is not None and file.unreadable is None
        for line in file.lines:
            yield line.name, Declaration(by=by, at=line.at, gives=gives, shape=line.shape)
