"""Progress on a terminal: what is done with its time, what runs with its last line; all of it erased at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from buildcheck.cli.activity import Activity, Current, Done

if TYPE_CHECKING:
    from buildcheck.engines.base import Event

_PER_SECOND = 8
_MOST_DONE = 8
_MOST_FOUND = 6
_SPINNER, _ASCII_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\"


class LiveProgress:
    """Draws on ``stream``, a terminal, from its own thread; a context manager. Nothing is drawn before an event."""

    def __init__(self, stream: TextIO, *, colour: bool, unicode: bool) -> None:
        self._activity = Activity()
        self._unicode = unicode
        self._started = False
        console = Console(file=stream, no_color=not colour, markup=False, emoji=False, highlight=False)
        self._live = Live(
            console=console,
            get_renderable=self._picture,
            refresh_per_second=_PER_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> LiveProgress:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._started:
            self._live.stop()

    def __call__(self, event: Event) -> None:
        self._activity.take(event)
        if not self._started:
            self._started = True
            self._live.start()

    def _picture(self) -> RenderableType:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True, overflow="ellipsis")
        grid.add_column(no_wrap=True, justify="right")
        for found in self._activity.found[:_MOST_FOUND]:
            grid.add_row(Text(self._shown(f"! {found}"), style="yellow"), Text())
        if len(self._activity.found) > _MOST_FOUND:
            grid.add_row(Text(f"  and {len(self._activity.found) - _MOST_FOUND} more found", style="yellow"), Text())
        for done in self._activity.done[-_MOST_DONE:]:
            grid.add_row(*self._done_row(done))
        current = self._activity.current
        if current is None:
            return grid
        grid.add_row(*self._current_row(current))
        return Group(grid, self._last_line())

    def _done_row(self, done: Done) -> tuple[Text, Text]:
        return Text(self._shown(f"  {done.name}"), style="dim"), Text(f"{done.seconds:.1f} s", style="dim")

    def _current_row(self, current: Current) -> tuple[Text, Text]:
        frames = _SPINNER if self._unicode else _ASCII_SPINNER
        frame = frames[int(time.monotonic() * _PER_SECOND) % len(frames)]
        name = Text.assemble((frame, "cyan"), " ", (self._shown(current.name), "bold"))
        return name, Text(f"{current.elapsed():.0f} s")

    def _last_line(self) -> Text:
        return Text(f"  {self._shown(self._activity.line)}", style="dim", no_wrap=True, overflow="ellipsis")

    def _shown(self, text: str) -> str:
        return text if self._unicode else text.encode("ascii", "backslashreplace").decode("ascii")
