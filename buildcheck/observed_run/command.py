"""Runs a command in the foreground, as a shell would: its streams are ours, its signals and its exit code, too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from types import FrameType

from buildcheck.errors import UsageError

_PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
_OF_TERMINAL = ("SIGINT", "SIGQUIT")


class CommandError(UsageError):
    """The command could not be started: 127 as shells say where there is no such program, 126 where it can't be run."""

    def __init__(self, name: str, exit_code: int, why: str) -> None:
        super().__init__(f"The command {name} could not be started.", why=why, do="Name a program that PATH leads to.")
        self.exit_code = exit_code


def run_command(argv: Sequence[str], folder: Path, env: Mapping[str, str]) -> int:
    """Run ``argv`` in ``folder`` to its end and give its exit code; ``128 + n`` where signal ``n`` ended it.

    Raises:
        CommandError: it could not be started.
    """
    program = which(argv[0], path=env.get("PATH")) if os.path.basename(argv[0]) == argv[0] else argv[0]
    if program is None:
        raise CommandError(argv[0], 127, "PATH leads to no program of that name.")
    # What was written to the streams so far comes before what the command writes.
    sys.stdout.flush()
    sys.stderr.flush()
    with _passing_on() as running:
        try:
            process = subprocess.Popen([program, *argv[1:]], cwd=folder, env=dict(env))
        except OSError as error:
            code = 127 if isinstance(error, FileNotFoundError) else 126
            raise CommandError(argv[0], code, f"{error.strerror or 'The system refused it'}.") from error
        running.append(process)
        code = process.wait()
    return 128 - code if code < 0 else code


@contextmanager
def _passing_on() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Hand signals to the command that is put into the list, while it runs. Those that a terminal sends reach it from
    there: it is of our group."""
    running: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        for process in running:
            if process.poll() is None and not (number in terminal and _has_terminal()):
                process.send_signal(number)

    terminal = {getattr(signal, each) for each in _OF_TERMINAL if hasattr(signal, each)}
    numbers = [getattr(signal, each) for each in _PASSED_ON if hasattr(signal, each)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        for number in numbers:
            # A job of `nohup` or `… &` ignores some of them, and so does what it starts.
            if before[number] is not signal.SIG_IGN:
                signal.signal(number, pass_on)
        yield running
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _has_terminal() -> bool:
    """Whether we stand in the foreground of a terminal, whose signals go to all of the group."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False
