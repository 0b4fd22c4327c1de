"""What is going on, learnt from events: the current activity, its last line, and those that are over.

A build can write lines faster than any screen takes them, so a line only replaces the one before; whoever draws looks
at most a few times per second. Events come from one thread and are read by another: each field is replaced as a whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buildcheck.reports.safe_text import visible

if TYPE_CHECKING:
    from buildcheck.engines.base import Event

_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Current:
    """An activity that is under way; ``since`` is a reading of `time.monotonic`."""

    name: str
    since: float

    def elapsed(self) -> float:
        """Give the seconds since it began."""
        return time.monotonic() - self.since


@dataclass(frozen=True, slots=True)
class Done:
    """An activity that is over, and the seconds it took."""

    name: str
    seconds: float


class Activity:
    """The one thing here that changes: fed with events by `take`, read by whoever draws."""

    def __init__(self) -> None:
        self.current: Current | None = None
        self.done: tuple[Done, ...] = ()
        self.found: tuple[str, ...] = ()
        self._line = ""

    @property
    def line(self) -> str:
        """The last line of output of the current activity that is not blank, fit to be shown."""
        return visible(self._line.strip())

    def take(self, event: Event) -> Done | None:
        """Learn from ``event``; give the activity that it ended, if it ended one."""
        if event.kind == "found":
            self.found = (*self.found, visible(event.text))
            return None
        if event.kind == "line":
            self._line = event.text[:_LONGEST_LINE] if event.text.strip() else self._line
            return None
        ended = self._end(visible(event.text).removesuffix(": ok") if event.kind == "done" else "")
        self.current = None if event.kind == "done" else Current(visible(event.text), time.monotonic())
        self._line = ""
        return ended

    def _end(self, name: str) -> Done | None:
        """End the current activity, under ``name`` if the event that ended it says more (``build: failed``)."""
        if self.current is None:
            return None
        ended = Done(name or self.current.name, self.current.elapsed())
        self.done = (*self.done, ended)
        return ended
