"""Type declarations -> the variables that ``ProcessEnv`` and ``ImportMetaEnv`` are said to hold."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Declaration
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.value import At


def types(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give them all."""
    for path, module in survey.modules.items():
        for each in module.env_types:
            yield each.text, Declaration(by="types", at=At(path=path, line=each.line, column=each.column))
