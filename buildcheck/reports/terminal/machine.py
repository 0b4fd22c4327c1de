"""This machine in the report: what weighs, and the rest as a number. Nothing where it was not looked at."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.difference import Difference
from buildcheck.model.report import Report
from buildcheck.reports.difference_words import WEIGHTS
from buildcheck.reports.view import columns, indented, line, plural

_MOST_ROWS = 6


def machine(
    report: Report, *, whose: str = "this machine", see: str = "`buildcheck diff --all`"
) -> list[RenderableType]:
    """Give the differences that weigh, the weightiest first; one line where none does. ``whose`` machine it is, and
    where to ``see`` the rest."""
    if report.machine is None and not report.differences:
        return []
    weighty = [each for each in report.differences if each.weight != "harmless"]
    harmless = len(report.differences) - len(weighty)
    heading = line((f"{whose} and the clean build", "bold"))
    rest = [f"{len(weighty) - _MOST_ROWS} more"] if len(weighty) > _MOST_ROWS else []
    rest += [plural(harmless, "harmless difference")] if harmless else []
    more = f"{' and '.join(rest)}: {see}" if rest else ""
    if not weighty:
        words = "  differ in nothing that is known to decide"
        return [indented(heading.append(words).append(f" · {more}" if more else "", style="dim"))]
    blocks: list[RenderableType] = [indented(heading), columns([_row(each) for each in weighty[:_MOST_ROWS]])]
    return [*blocks, *([indented(line((more, "dim")))] if more else [])]


def _row(found: Difference) -> tuple[Text, ...]:
    words, style = WEIGHTS[found.weight]
    other = found.consequence if found.weight == "breaks" else f"There: {found.clean}"
    return line((words, style)), line((found.subject, "bold")), line(f"{found.here} {other}")
