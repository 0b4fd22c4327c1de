"""ContrastReport -> text, for ``buildcheck diff A B``: the weightiest first, harmless ones as a number."""

from __future__ import annotations

from collections import Counter

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.difference import Contrast, ContrastReport, DifferenceWeight
from buildcheck.reports.view import View, columns, draw, indented, line, plural, some

_WORDS: dict[DifferenceWeight, tuple[str, str]] = {
    "breaks": ("decides", "bold red"),
    "may-break": ("may decide", "bold yellow"),
    "changes": ("changes what is built", "bold"),
    "harmless": ("harmless", "dim"),
}
_MOST = 40


def render(report: ContrastReport, view: View, *, everything: bool = False) -> str:
    """Give the contrasts as text for ``view``; those that are harmless only where ``everything`` is wanted."""
    blocks: list[RenderableType] = [
        line(("diff", "bold cyan"), f"  {report.first} and {report.second}: {some(report.compared)}")
    ]
    shown = [each for each in report.contrasts if everything or each.weight != "harmless"]
    for weight, (words, style) in _WORDS.items():
        rows = [_row(each) for each in shown if each.weight == weight]
        if rows:
            head = (
                line(("", "")),
                line(("", "")),
                line((_named(report.first), "dim")),
                line((_named(report.second), "dim")),
            )
            blocks += [Text(), indented(line((words, style))), columns([head, *(rows if everything else rows[:_MOST])])]
            if len(rows) > _MOST and not everything:
                blocks.append(indented(line(f"and {len(rows) - _MOST:,} more (--all)")))
    if not shown:
        blocks += [Text(), line("  Nothing differs that is known to decide whether it builds.")]
    return draw([*blocks, Text(), line((_footer(report, everything=everything), "dim"))], view)


def _row(each: Contrast) -> tuple[Text, Text, Text, Text]:
    return (
        line((each.subject, "bold")),
        line((each.kind, "dim")),
        line(each.first if each.first is not None else "nothing"),
        line(each.second if each.second is not None else "nothing"),
    )


def _named(side: str) -> str:
    return side.rpartition("/")[2] or side


def _footer(report: ContrastReport, *, everything: bool) -> str:
    kinds = Counter(each.kind for each in report.contrasts if each.weight == "harmless")
    if everything or not kinds:
        return "Nothing was run."
    listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return f"{plural(kinds.total(), 'harmless difference')} not listed (--all): {listed}. Nothing was run."
