"""The processes of a step: which they are, what memory they use, and how all of them are ended.

A step runs in a session of its own, so that the process group catches the ordinary ones. Those that left it (a daemon
that forked twice) still carry the run's folder in their environment or stand in it; Linux lets us look for that in
``/proc``. Elsewhere only the group is ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class _Process:
    """Fields of ``/proc/<pid>/stat`` (proc(5)): ``started`` in clock ticks since boot."""

    pid: int
    session: int
    started: int


def start_of(pid: int) -> int | None:
    """Give when the process was started, in clock ticks since boot; ``None`` when it is gone or /proc is missing."""
    process = _read(pid)
    return process.started if process else None


def end_all(process: subprocess.Popen[bytes], root: Path, since: int | None) -> None:
    """Kill the process, its group, and on Linux whatever else belongs to the run in ``root``; wait until gone.

    ``since`` is its start, asked for while it ran.
    """
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    end_stragglers(root, since=since)


def end_stragglers(root: Path, *, since: int | None = None) -> None:
    """Kill every process that carries ``root`` in its environment or, if started after ``since``, works inside it."""
    for _ in range(_ROUNDS):
        found = [each.pid for each in _all() if _belongs(each, root, since)]
        if not found:
            return
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def usage(session: int) -> tuple[int, int]:
    """Give how many processes the session has and the memory that they hold for themselves, in bytes; zeros where the
    platform does not tell."""
    members = [each.pid for each in _all() if each.session == session]
    return len(members), sum(_own_memory(pid) for pid in members)


def _belongs(process: _Process, root: Path, since: int | None) -> bool:
    if process.pid == os.getpid():
        return False
    folder = _PROC / str(process.pid)
    try:
        if os.fsencode(root) in (folder / "environ").read_bytes():
            return True
        inside = Path(os.readlink(folder / "cwd")).is_relative_to(root)
    except OSError:
        return False
    return inside and since is not None and process.started >= since


def _all() -> Iterator[_Process]:
    if not (_PROC / "self/stat").exists():
        return
    for name in os.listdir(_PROC):
        process = _read(int(name)) if name.isdigit() else None
        if process is not None:
            yield process


def _read(pid: int) -> _Process | None:
    """Read a process; ``None`` when it is gone or a zombie. Fields count from the end of its name, which may hold
    anything."""
    try:
        stat = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return None
    fields = stat.rpartition(b")")[2].split()
    if len(fields) < 20 or fields[0] in (b"Z", b"X"):
        return None
    return _Process(pid, int(fields[3]), int(fields[19]))


def _own_memory(pid: int) -> int:
    """Give resident memory without what is shared (the Node program itself), which would count once per process."""
    try:
        fields = (_PROC / str(pid) / "statm").read_bytes().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 2 else 0
