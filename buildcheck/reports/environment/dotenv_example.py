"""A complete ``.env.example``: every variable with what it is for, by service, without a value."""

from __future__ import annotations

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment.checklist import by_service, comment, listed, places, purpose
from buildcheck.reports.view import View


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give the file. Optional variables, and those that a file of the source gives, stand behind a number sign."""
    lines = ["# The environment variables of this project, without values: copy this to .env.local and fill it in."]
    for title, rows in by_service(listed(report)):
        lines += ["", f"# --- {comment(title)} ---"]
        for row in rows:
            lines += ["", *_entry(row)]
    return "\n".join(lines) + "\n"


def _entry(row: EnvironmentRow) -> list[str]:
    place = places(row)
    given = next((each for each in row.declared if each.gives), None)
    lines = [f"# {purpose(row)}", *([f"# {place}"] if place else [])]
    if given is not None:
        lines.append(f"# {comment(f'{given.at} gives a value')}")
    behind = "# " if row.optional or not row.missing else ""
    return [*lines, f"{behind}{row.name}="]
