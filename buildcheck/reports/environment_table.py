"""The table of variables for a terminal, and a line that counts them: a shared leaf of the renderers that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.value import At
from buildcheck.reports.environment_words import (
    browser,
    declared,
    is_pressing,
    is_undeclared,
    live,
    needed,
    without,
)
from buildcheck.reports.view import indented, line, plural

WIDE = 110
"""From this width on there is room for the place that the consequence is about."""
_ALARMING = ("build fails", "build may fail", "undefined", "requests fail")
_SEPARATORS = re.compile(r"[^_./:-]+[_./:-]*|[_./:-]+")
_NARROWEST_PLACE, _NARROWEST_NAME = 15, 12
_TABLE = 64
_EFFECT = 18
"""What the consequence gets at least: its place may go on in the next line."""


def table(rows: Sequence[EnvironmentRow], *, width: int) -> RenderableType:
    """Give a line for each variable. A name or place that is too long goes on in the next line; nothing is cut.

    Whether a variable is missing is only told where the rows differ in that.
    """
    if width < _TABLE:
        return Group(*(_stacked(each) for each in rows))
    told = len({each.missing for each in rows}) > 1
    headings = ("variable", "needed", "declared", *(("missing",) if told else ()), "without it", "browser")
    cells = [_cells(each, wide=width >= WIDE, told=told) for each in rows]
    names, places = _widths(cells, headings, width) if cells else (0, 0)
    grid = Table.grid(padding=(0, 2, 0, 0))
    for number, heading in enumerate(headings):
        long = number == len(headings) - 2
        grid.add_column(overflow="fold", no_wrap=not long, min_width=None if long else len(heading))
    grid.add_row(*(line((each, "dim")) for each in headings))
    for name, needed_cell, place, *rest in cells:
        grid.add_row(_broken(name, names), needed_cell, _broken(place, places), *rest)
    return indented(grid)


def _stacked(row: EnvironmentRow) -> RenderableType:
    """Give a variable in two lines or more, where there is no room for columns."""
    missing = " · missing" if row.missing else ""
    words = f"{needed(row)}{missing} · declared {declared(row)} · without it {without(row)} · browser {browser(row)}"
    return Group(indented(line((row.name, "bold"))), indented(line((words, "dim")), 4))


def _widths(cells: Sequence[tuple[Text, ...]], headings: Sequence[str], width: int) -> tuple[int, int]:
    """Give the columns for names and for places: as many as they need, where there are so many."""
    widest = [
        max(len(each) for each in (heading, *column))
        for heading, column in zip(headings, zip(*cells, strict=True), strict=True)
    ]
    name, place = widest[0], widest[2]
    effect = min(widest[-2], _EFFECT)
    left = width - sum(widest) + name + place + widest[-2] - effect - 2 * len(headings) - 2
    if name + place <= left:
        return name, place
    place = min(place, max(_NARROWEST_PLACE, left - name))
    return max(left - place, _NARROWEST_NAME), place


def _broken(text: Text, width: int) -> Text:
    """Break a name or a path after its separators; a part that is wider than the column is cut in two lines."""
    lines = [""]
    for part in _SEPARATORS.findall(text.plain):
        if len(lines[-1]) + len(part) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
        while len(lines[-1]) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    return Text("\n".join(lines), style=text.style or (text.spans[0].style if text.spans else ""))


def used(rows: Sequence[EnvironmentRow]) -> int:
    """Count those that something reads; the others are only declared."""
    return sum(each.needed != "never" or bool(live(each)) for each in rows)


def counts(rows: Sequence[EnvironmentRow]) -> Text:
    """Give the numbers that matter in one line."""
    exposed = sum(each.exposure == "exposed" for each in rows)
    missing = sum(is_pressing(each) and each.missing for each in rows)
    undeclared = sum(is_undeclared(each) for each in rows)
    parts: list[str | tuple[str, str]] = [plural(used(rows), "variable")]
    if missing:
        parts.append(f" · {missing} without a value")
    if undeclared:
        parts += [" · ", (f"{undeclared} named nowhere", "yellow")]
    if exposed:
        parts += [" · ", (f"{exposed} in the browser's reach", "bold red")]
    return line(*parts)


def _cells(row: EnvironmentRow, *, wide: bool, told: bool) -> tuple[Text, ...]:
    effect, shown, pressing = without(row), browser(row), is_pressing(row) and row.missing
    missing = line(("yes" if row.missing else "no", "yellow" if pressing else "dim"))
    at = row.consequence.at if wide and row.consequence is not None and effect != "nothing" else None
    where = f"  {At(path=at.path, line=at.line)}" if at is not None else ""
    return (
        line((row.name, "bold" if is_pressing(row) else "")),
        line((needed(row), "dim" if row.optional or row.needed == "never" else "")),
        line((declared(row), "yellow" if is_undeclared(row) else "dim")),
        *((missing,) if told else ()),
        line((effect, "red" if effect in _ALARMING and pressing else ""), (where, "dim")),
        line((shown, "bold red" if shown in ("EXPOSED", "in reach") else "dim")),
    )
