"""Commands for Vercel's command line; each asks for the value when it is run (https://vercel.com/docs/cli/env)."""

from __future__ import annotations

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment.checklist import is_secret, purpose, wanted
from buildcheck.reports.view import View


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give a command for each variable; optional ones stand behind a number sign."""
    rows = wanted(report)
    if not rows:
        return "# Nothing has to be set on the host.\n"
    return "\n".join(["# Each command asks for its value.", *(line for row in rows for line in _entry(row))]) + "\n"


def _entry(row: EnvironmentRow) -> list[str]:
    # Sensitive is the default since version 51.8; said all the same, since older ones do otherwise.
    flag = " --sensitive" if is_secret(row) else ""
    return [f"# {purpose(row)}", f"{'# ' if row.optional else ''}vercel env add {row.name} production{flag}"]
