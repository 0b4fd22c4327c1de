"""The two standard streams: what they can show, and writing to them what can't break or fool whoever reads them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from buildcheck.reports.safe_text import defuse, visible_lines

if TYPE_CHECKING:
    from buildcheck.reports.view import View

# Narrower, tables can't be read; wider, lines can't.
_NARROWEST, _WIDEST, _USUAL = 40, 120, 80


def view_of(stream: TextIO, *, no_color: bool, exit_code: int | None = None) -> View:
    """Give how a report looks on ``stream``: its width, whether it takes colours and more than ASCII."""
    from buildcheck.reports.view import View

    return View(
        width=_width(stream),
        colour=not no_color and takes_colour(stream),
        unicode=takes_unicode(stream),
        exit_code=exit_code,
    )


def takes_colour(stream: TextIO) -> bool:
    """Tell whether escapes may be written: on a terminal that knows them, unless ``NO_COLOR`` (no-color.org) is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def takes_unicode(stream: TextIO) -> bool:
    """Tell whether ``stream`` can carry more than ASCII."""
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def write(text: str) -> None:
    """Write a report to standard output. A reader that has left (``| head``) is no error."""
    put(sys.stdout, text)


def complain(text: str) -> None:
    """Write lines to standard error, harmless to terminals and CI systems whatever they quote."""
    put(sys.stderr, defuse("\n".join(visible_lines(text))) + "\n")


def put(stream: TextIO, text: str) -> None:
    """Write ``text`` and flush. What ``stream`` can't encode is written out; a reader that has left is no error."""
    if not takes_unicode(stream):
        text = text.encode("ascii", "backslashreplace").decode("ascii")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Python flushes once more on exit and would complain there (docs.python.org, signal, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        wanted = int(columns)
    else:
        wanted = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else _USUAL
    # A terminal that does not know its size says 0.
    return min(max(wanted or _USUAL, _NARROWEST), _WIDEST)
