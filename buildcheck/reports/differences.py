"""DifferenceReport -> text, for ``buildcheck diff``: the weightiest first, harmless ones as a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.difference import Difference, DifferenceReport
from buildcheck.reports.difference_words import WEIGHTS
from buildcheck.reports.view import View, columns, draw, indented, line, plural


def render(report: DifferenceReport, view: View, *, everything: bool = False) -> str:
    """Give the differences as text for ``view``; those that are harmless only where ``everything`` is wanted."""
    title = report.machine.project or "this project"
    blocks: list[RenderableType] = [line(("diff", "bold cyan"), f"  {title}: this machine and a clean build")]
    shown = [each for each in report.differences if everything or each.weight != "harmless"]
    for each in shown:
        blocks += [Text(), *_block(each)]
    if not shown:
        blocks += [Text(), line("  Nothing differs that is known to decide whether it builds.")]
    return draw([*blocks, Text(), line((_footer(report, everything=everything), "dim"))], view)


def _block(found: Difference) -> Iterator[RenderableType]:
    words, style = WEIGHTS[found.weight]
    yield indented(line((words, style), "  ", (found.subject, "bold"), (f"  {found.kind}", "dim")))
    rows = [("here", found.here), ("clean", found.clean), ("so", found.consequence)]
    if found.close is not None:
        rows.append(("fix", found.close))
    yield columns([(line((label, "dim")), line(text)) for label, text in rows], indent=4)


def _footer(report: DifferenceReport, *, everything: bool) -> str:
    kinds = Counter(each.kind for each in report.differences if each.weight == "harmless")
    if everything or not kinds:
        return "Nothing was run."
    listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return f"{plural(kinds.total(), 'harmless difference')} not listed (--all): {listed}. Nothing was run."
