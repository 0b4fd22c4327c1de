"""The environment in the report: the variables that somebody has to do something about; without a build, a count."""

from __future__ import annotations

from rich.console import RenderableType

from buildcheck.model.report import Report
from buildcheck.reports.environment_table import counts, table, used
from buildcheck.reports.environment_words import is_pressing
from buildcheck.reports.view import View, indented, line

_MOST_ROWS = 12


def environment(report: Report, view: View) -> list[RenderableType]:
    """Give nothing for a project without variables, a line where nothing was built, and else the worst rows."""
    if not report.environment:
        return []
    heading = line(("environment", "bold"), "  ").append(counts(report.environment))
    pressing = [each for each in report.environment if is_pressing(each)]
    shown = pressing[:_MOST_ROWS] if report.builds else []
    rest = max(0, used(report.environment) - len(shown))
    see = f"and {rest} more, see" if shown else "see"
    if not shown:
        return [indented(heading.append(f" · {see} `buildcheck env`", style="dim"))]
    blocks: list[RenderableType] = [indented(heading), table(shown, width=view.width)]
    return [*blocks, *([indented(line((f"{see} `buildcheck env --all`", "dim")))] if rest else [])]
