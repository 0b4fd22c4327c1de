"""How a report is looked at (`View`), and the drawing of blocks of styled text for such a view.

A shared leaf of the renderers that write for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from buildcheck.reports.safe_text import defuse, visible

# One column for one column, so that a table stays a table where the output can't show these.
_ASCII = str.maketrans("✔✘·│…—→\u2013\u2018\u2019\u201c\u201d", "+x.|~->-''\"\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``width`` in columns; ``colour`` whether escapes may be used; ``unicode`` whether more than ASCII can be shown;
    ``exit_code`` what the program will exit with, ``None`` where that is not known."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
    exit_code: int | None = None


def draw(blocks: Iterable[RenderableType], view: View) -> str:
    """Give ``blocks`` as text: no line ends in spaces, nothing in it is obeyed by a CI system."""
    sink = StringIO()
    console = Console(
        file=sink,
        width=view.width,
        force_terminal=view.colour,
        color_system="standard" if view.colour else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=False,
        force_jupyter=False,
    )
    for block in blocks:
        console.print(block)
    text = "".join(line.rstrip() + "\n" for line in sink.getvalue().split("\n")[:-1])
    return defuse(text if view.unicode else _to_ascii(text))


def line(*parts: str | tuple[str, str]) -> Text:
    """Give one paragraph of ``parts``, each text or ``(text, style)``; all are made visible, none is markup."""
    text = Text()
    for part in parts:
        content, style = (part, "") if isinstance(part, str) else part
        text.append(visible(content), style=style)
    return text


def indented(block: RenderableType, by: int = 2) -> Padding:
    """Give ``block`` moved ``by`` columns to the right, the lines that it wraps to included."""
    return Padding(block, (0, 0, 0, by), expand=False)


def columns(rows: Iterable[tuple[Text, ...]], *, indent: int = 2) -> RenderableType:
    """Give ``rows`` as columns. A cell wraps inside its column; a word longer than that is folded, never cut."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    listed = list(rows)
    # rich takes the padding of an empty column from the others, whose words then wrap.
    filled = [number for number in range(max(map(len, listed), default=0)) if any(row[number].plain for row in listed)]
    for row in listed:
        grid.add_row(*(row[number] for number in filled))
    for column in grid.columns:
        column.overflow = "fold"
    return indented(grid, indent)


def seconds(value: float) -> str:
    """Give a duration for a person: ``0.4 s``, ``41 s``, ``2 min 05 s``."""
    if value < 9.95:
        return f"{value:.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def size(value: int) -> str:
    """Give a size in bytes for a person: ``512 B``, ``34.2 MB``, ``8.0 GB`` (powers of 1024, as limits are given)."""
    amount = float(value)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024:
            return f"{value} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"


def plural(count: int, noun: str) -> str:
    """Give ``1 file``, ``1,204 files``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def some(names: Sequence[str], most: int = 8) -> str:
    """Give ``names`` in a row, those after the first ``most`` as a number."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _to_ascii(text: str) -> str:
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
