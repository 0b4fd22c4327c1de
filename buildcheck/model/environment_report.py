"""What ``buildcheck env`` says: the table of variables, without a verdict."""

from __future__ import annotations

from buildcheck.model.environment import EnvironmentRow, VariableRead
from buildcheck.model.report import SCHEMA, ProjectSummary, Tool
from buildcheck.model.value import Value


class EnvironmentReport(Value, frozen=True, kw_only=True):
    """``rows`` are the variables, the worst first; ``unnamed`` are reads whose variable the code does not name.
    ``proven`` says in words which earlier build showed consequences and exposure; ``None``: the files alone were read.
    ``build`` is the command that builds the project."""

    schema: int = SCHEMA
    tool: Tool
    project: ProjectSummary
    rows: tuple[EnvironmentRow, ...] = ()
    unnamed: tuple[VariableRead, ...] = ()
    proven: str | None = None
    build: str | None = None
