"""Progress as lines that are only ever added: one for every activity that ended, and a heartbeat for long ones."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TextIO

from buildcheck.cli.activity import Activity
from buildcheck.cli.streams import put
from buildcheck.reports.safe_text import defuse

if TYPE_CHECKING:
    from buildcheck.engines.base import Event

# CI systems end jobs that are silent for long: Travis CI's ten minutes are the shortest that is well known.
HEARTBEAT_SECONDS = 30.0
_WIDEST = 100


class PlainProgress:
    """Writes to ``stream``; a context manager, since the heartbeat has a thread."""

    def __init__(self, stream: TextIO, *, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._stream = stream
        self._heartbeat = heartbeat
        self._activity = Activity()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> PlainProgress:
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._over.set()
        self._thread.join()

    def __call__(self, event: Event) -> None:
        ended = self._activity.take(event)
        if event.kind == "found":
            self._print(f"found in the files: {self._activity.found[-1]}")
        if ended is not None:
            self._print(f"{ended.name} ({ended.seconds:.1f} s)")

    def _beat(self) -> None:
        while not self._over.wait(self._heartbeat):
            current = self._activity.current
            if current is not None and current.elapsed() >= self._heartbeat:
                line = self._activity.line
                shown = line if len(line) <= _WIDEST else f"{line[: _WIDEST - 3]}..."
                self._print(
                    f"{current.name}: {current.elapsed():.0f} s so far" + (f"; last line: {shown}" if line else "")
                )

    def _print(self, text: str) -> None:
        put(self._stream, defuse(text) + "\n")
