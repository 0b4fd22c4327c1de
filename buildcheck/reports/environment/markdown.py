"""The table for a README."""

from __future__ import annotations

import re

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment.checklist import kind, listed, when
from buildcheck.reports.safe_text import defuse, visible
from buildcheck.reports.view import View

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$@:])")


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give a row for each variable that something may read."""
    rows = listed(report)
    if not rows:
        return "This project reads no environment variables.\n"
    head = ["| variable | needed | kind | value | service |", "|---|---|---|---|---|"]
    return defuse("\n".join([*head, *map(_row, rows)]) + "\n")


def _row(row: EnvironmentRow) -> str:
    needed = f"optional, {when(row)}" if row.optional else when(row)
    cells = (f"`{row.name}`", needed, kind(row), _text(row.expects or ""), _text(row.service or ""))
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))
