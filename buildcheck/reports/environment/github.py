"""The ``env:`` block of a step of a GitHub workflow, from secrets and variables of the repository.

A secret's or variable's name can't begin with ``GITHUB_``
(https://docs.github.com/en/actions/reference/security/secrets), so that such a variable is taken from another name.
"""

from __future__ import annotations

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment.checklist import at_build, is_secret, purpose, wanted
from buildcheck.reports.view import View


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give the block, with a line for each variable; what the build does without stands behind a number sign."""
    rows = wanted(report)
    live = [each for each in rows if _is_set(each)]
    lines = [line for row in rows for line in _entry(row)]
    return "\n".join(["env:" if live else "env: {}", *lines]) + "\n"


def _is_set(row: EnvironmentRow) -> bool:
    return at_build(row) and not row.optional


def _entry(row: EnvironmentRow) -> list[str]:
    store = "secrets" if is_secret(row) else "vars"
    name = f"APP_{row.name}" if row.name.upper().startswith("GITHUB_") else row.name
    behind = "" if _is_set(row) else "# "
    return [f"  # {purpose(row)}", f"  {behind}{row.name}: ${{{{ {store}.{name} }}}}"]
