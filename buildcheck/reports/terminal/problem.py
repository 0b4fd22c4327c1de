"""What is wrong: the lines of the log that show it, what they mean, the fix; the most important first, at length.

Of a check that found many places the first few are shown whole, and the others as places: what they mean is the same.
"""

from __future__ import annotations

from itertools import groupby
from textwrap import dedent

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Excerpt, Finding, Obstacle, Report, Severity
from buildcheck.model.value import At
from buildcheck.reports.safe_text import visible, visible_lines
from buildcheck.reports.view import indented, line, plural

_MOST_LINES = 12
_LAST_LINES = 4
_FEW_LINES = 4
_LONGEST_LINE = 240
_MOST_OF_A_CHECK = 3
_MOST_PLACES = 12

_MARKS: dict[Severity, tuple[str, str]] = {
    "error": ("✘", "bold red"),
    "warning": ("!", "bold yellow"),
    "info": ("·", "bold cyan"),
}
_ORDER: tuple[Severity, ...] = ("error", "warning", "info")


def problems(report: Report) -> list[list[RenderableType]]:
    """Give a section for every obstacle and every finding that is not suppressed; what decided the verdict is first."""
    live = [each for each in report.findings if each.suppressed is None]
    findings = sorted(live, key=lambda each: (_ORDER.index(each.severity), each.evidence is None))
    found: list[list[RenderableType]] = []
    for _, group in groupby(findings, key=lambda each: (each.check, each.severity)):
        alike = list(group)
        shown = alike if len(alike) <= _MOST_OF_A_CHECK + 1 else alike[:_MOST_OF_A_CHECK]
        for each in shown:
            found.append(_finding(each, _FEW_LINES if found else _MOST_LINES))
        if len(alike) > len(shown):
            found.append(_more(alike[len(shown) :]))
    met = [_obstacle(each) for each in report.obstacles]
    return found + met if report.verdict == "fail" else met + found


def suppressed(report: Report) -> list[RenderableType]:
    """Give the findings that the project has suppressed, one line each, with the reason."""
    hidden = [each for each in report.findings if each.suppressed is not None]
    if not hidden:
        return []
    rows = [indented(line(each.check, (f"  {each.suppressed}", "dim")), 4) for each in hidden]
    return [indented(line((plural(len(hidden), "suppressed finding"), "bold"))), *rows]


def _finding(finding: Finding, most: int) -> list[RenderableType]:
    mark, style = _MARKS[finding.severity]
    at = _place(finding)
    title = line(
        (f"{mark} {finding.check}", style),
        (f"  {at}" if at else "", "cyan"),
        (f"  ({finding.cause})" if finding.cause else "", "dim"),
    )
    return [
        *_evidence(finding.evidence, most),
        indented(title),
        *_excerpt(finding.excerpt),
        *_paragraphs(finding.message),
        *_labelled("fix", finding.fix),
        *_labelled("docs", finding.docs),
    ]


def _place(finding: Finding) -> At | None:
    return At(path=finding.path, line=finding.line, column=finding.column) if finding.path is not None else None


def _excerpt(excerpt: Excerpt | None, margin: int = 4) -> list[RenderableType]:
    """Give the lines of source, without the indentation that they share."""
    if excerpt is None:
        return []
    numbered = enumerate(dedent("\n".join(excerpt.lines)).split("\n"), excerpt.first)
    return [indented(line((f"{number} │ ", "dim"), text), margin) for number, text in numbered]


def _more(alike: list[Finding]) -> list[RenderableType]:
    """Give the places of findings that say what the ones before them said, each with its line of source: that says of
    what they say it."""
    mark, style = _MARKS[alike[0].severity]
    title = line((f"{mark} {alike[0].check}", style), f"  in {plural(len(alike), 'more place')}")
    blocks: list[RenderableType] = [indented(title)]
    for each in alike[:_MOST_PLACES]:
        blocks.append(indented(line((str(_place(each) or each.message), "cyan" if each.path else "")), 4))
        blocks += _excerpt(each.excerpt, 6)
    rest = len(alike) - _MOST_PLACES
    return [*blocks, *([indented(line(f"and {rest} more, see --format json"), 4)] if rest > 0 else [])]


def _obstacle(obstacle: Obstacle) -> list[RenderableType]:
    return [
        *_evidence(obstacle.evidence, _MOST_LINES),
        indented(line(("! ", "bold yellow"), (obstacle.what, "bold"))),
        *_labelled("why", obstacle.why),
        *_labelled("do", obstacle.do),
        *_labelled("hosts", ", ".join(obstacle.hosts)),
    ]


def _paragraphs(text: str) -> list[RenderableType]:
    return [indented(Text(each), 4) for each in visible_lines(text)]


def _labelled(label: str, text: str | None) -> list[RenderableType]:
    """Give ``text`` beside its label, its own lines kept and what wraps aligned with them."""
    if not text:
        return []
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(Text(f"{label}:", style="bold green" if label in ("fix", "do") else "dim"), _lines(text))
    grid.columns[1].overflow = "fold"
    return [indented(grid, 4)]


def _lines(text: str) -> Text:
    return Text("\n".join(visible_lines(text)))


def _evidence(evidence: LogLines | None, most: int) -> list[RenderableType]:
    """Give the lines with their numbers, at most ``most`` of them: the beginning, where the cause is, and the end."""
    if evidence is None or not evidence.lines:
        return []
    numbered = list(enumerate(evidence.lines, evidence.first))
    last = evidence.first + len(evidence.lines) - 1
    which = f"line {last}" if last == evidence.first else f"lines {evidence.first}-{last}"
    left_out = len(numbered) - most
    tail = min(_LAST_LINES, most // 2) if left_out > 0 else 0
    head = numbered[: most - tail]
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, text in head:
        grid.add_row(str(number), "│", _log_line(text))
    if left_out > 0:
        grid.add_row("", "│", Text(f"… {plural(left_out, 'line')} left out", style="dim"))
    for number, text in numbered[len(numbered) - tail :]:
        grid.add_row(str(number), "│", _log_line(text))
    return [indented(line((f"{evidence.step}, {which} of its log", "dim"))), indented(grid), Text()]


def _log_line(text: str) -> Text:
    shown = visible(text)
    return Text(shown if len(shown) <= _LONGEST_LINE else shown[: _LONGEST_LINE - 1] + "…")
