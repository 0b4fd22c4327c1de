"""The limits of a step: each guard is asked again and again while it runs, and says when its limit is passed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Protocol

from buildcheck.engines.local.processes import usage
from buildcheck.engines.log import LogBuffer
from buildcheck.model.build import Outcome

_MIB = 1024**2
_RESERVE = 64 * _MIB

Verdict = tuple[Outcome, str]
"""The outcome and, in words, the limit that was passed."""


class Guard(Protocol):
    """Something that ends a step from outside."""

    def exceeded(self) -> Verdict | None:
        """Say which limit is passed, None while there is none."""


class Time:
    """Wall time in seconds."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def exceeded(self) -> Verdict | None:
        late = time.monotonic() >= self._end
        return ("timed-out", f"ended after {self._seconds:,} s, the time limit of this step") if late else None


class Output:
    """Bytes written to both streams."""

    def __init__(self, log: LogBuffer, limit: int) -> None:
        self._log = log
        self._limit = limit

    def exceeded(self) -> Verdict | None:
        if not self._log.over(self._limit):
            return None
        return "output-limit", f"wrote more than {self._limit // _MIB:,} MiB of output"


class Disk:
    """Bytes below the run's folder. Counting a tree of packages takes a second, so it is counted only when free space
    has shrunk by as much as the limit, or is nearly used up."""

    EVERY = 1.0

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._free = shutil.disk_usage(folder).free
        self._next = 0.0

    def exceeded(self) -> Verdict | None:
        if time.monotonic() < self._next:
            return None
        self._next = time.monotonic() + self.EVERY
        free = shutil.disk_usage(self._folder).free
        if free < _RESERVE and self._free >= _RESERVE:
            return "disk-full", f"left less than {_RESERVE // _MIB} MiB free on this machine's disk"
        if self._free - free < self._limit:
            return None
        self._free = free + self._limit // 2
        used = folder_size(self._folder)
        return ("disk-full", f"wrote more than {self._limit // _MIB:,} MiB to disk") if used > self._limit else None


class Memory:
    """Memory and number of the processes in the step's session, where the platform tells (Linux)."""

    EVERY = 0.25

    def __init__(self, session: int, limit: int, processes: int) -> None:
        self._session = session
        self._limit = limit
        self._processes = processes
        self._next = 0.0
        self.peak = 0

    def exceeded(self) -> Verdict | None:
        if time.monotonic() < self._next:
            return None
        count, used = usage(self._session)
        self._next = time.monotonic() + self.EVERY
        self.peak = max(self.peak, used)
        if used > self._limit:
            return "out-of-memory", f"used more than {self._limit // _MIB:,} MiB of memory, the limit of this run"
        if count > self._processes:
            return "failed", f"had more than {self._processes:,} processes, the limit of this run"
        return None


def folder_size(folder: Path) -> int:
    """Give the bytes that the files below ``folder`` take on disk; what vanishes meanwhile counts nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                state = os.lstat(os.path.join(parent, name))
            except OSError:
                continue
            total += state.st_blocks * 512 if hasattr(state, "st_blocks") else state.st_size
    return total
