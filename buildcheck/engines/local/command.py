"""One command, run to its end in its own session: output into a log, limits watched, nothing left running."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from buildcheck.engines.local.guards import Disk, Guard, Memory, Output, Time, Verdict
from buildcheck.engines.local.processes import end_all, start_of
from buildcheck.engines.log import LogBuffer
from buildcheck.engines.masking import NOTHING, Mask
from buildcheck.model.build import Outcome
from buildcheck.model.plan import Limits

_POLL = 0.02
_DRAIN = 5.0
_NOT_FOUND = 127
"""What a shell gives for a command that it can't find (POSIX, Shell Command Language, 2.8.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``root`` is the run's folder: every process that belongs to it is ended with the command. ``mask`` takes secret
    values out of the log."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    root: Path
    seconds: int
    limits: Limits
    mask: Mask = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How it went; ``peak_memory`` in bytes, ``None`` where the platform does not tell."""

    exit_code: int | None
    outcome: Outcome
    detail: str | None
    log: str
    log_bytes: int
    seconds: float
    peak_memory: int | None


def run(command: Command, on_line: Callable[[str], None]) -> Ended:
    """Run a command; ``on_line`` gets the newest line of its output now and then, in the caller's thread."""
    log = LogBuffer(command.mask)
    started = time.monotonic()
    try:
        process = _start(command)
    except OSError as error:
        log.add(f"{command.argv[0]}: {error.strerror or error}\n".encode())
        return _ended(log, started, _NOT_FOUND, None, None)
    memory = Memory(process.pid, command.limits.memory, command.limits.processes)
    with _Session(process, command.root, log):
        verdict = _watch(process, (*_guards(command, log), memory), log, on_line)
        code = process.poll()
    return _ended(log, started, code, verdict, memory.peak or None)


def _guards(command: Command, log: LogBuffer) -> tuple[Guard, ...]:
    limits = command.limits
    return Time(command.seconds), Output(log, limits.output), Disk(command.root, limits.disk)


def _start(command: Command) -> subprocess.Popen[bytes]:
    name = command.argv[0]
    program = str(command.cwd / name) if "/" in name else shutil.which(name, path=command.env["PATH"])
    if program is None:
        raise FileNotFoundError(errno.ENOENT, "command not found", name)
    return subprocess.Popen(
        [program, *command.argv[1:]],
        cwd=command.cwd,
        env=dict(command.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        bufsize=0,
    )


class _Session:
    """The processes of a command and a thread that empties their pipe, so that they never wait for us. Leaving it,
    however that happens, ends them all."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path, log: LogBuffer) -> None:
        self._process = process
        self._started = start_of(process.pid)
        self._root = root
        self._log = log
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_all(self._process, self._root, self._started)
        # Every writer is dead by now. Where a platform can't find a daemon that left, don't wait for it for ever.
        self._thread.join(_DRAIN)
        if not self._thread.is_alive() and self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while chunk := os.read(self._process.stdout.fileno(), 65536):
            self._log.add(chunk)


def _watch(
    process: subprocess.Popen[bytes], guards: tuple[Guard, ...], log: LogBuffer, on_line: Callable[[str], None]
) -> Verdict | None:
    """Wait for the end of the process, or for the first limit that it passes."""
    seen = 0
    while process.poll() is None:
        for guard in guards:
            verdict = guard.exceeded()
            if verdict is not None:
                return verdict
        if log.total != seen:
            seen = log.total
            on_line(log.last_line())
        try:
            process.wait(_POLL if seen == 0 else 5 * _POLL)
        except subprocess.TimeoutExpired:
            continue
    return None


def _ended(log: LogBuffer, started: float, code: int | None, verdict: Verdict | None, peak_memory: int | None) -> Ended:
    outcome, detail = verdict or _judged(code)
    return Ended(
        exit_code=None if verdict else _shell_code(code),
        outcome=outcome,
        detail=detail,
        log=log.text(),
        log_bytes=log.total,
        seconds=time.monotonic() - started,
        peak_memory=peak_memory,
    )


def _judged(code: int | None) -> tuple[Outcome, str | None]:
    """Judge a command that ended by itself. SIGKILL did not come from us, and it was not run as another user: on Linux
    it is the kernel's out-of-memory killer that sends it."""
    if code == 0:
        return "ok", None
    if code in (-9, 137):
        return "out-of-memory", "killed by the system, which does that when this machine has no memory left"
    return "failed", None


def _shell_code(code: int | None) -> int | None:
    """Give the exit code as a shell and a container give it: 128 + the signal's number."""
    return code if code is None or code >= 0 else 128 - code
