"""Events -> progress, with real time and, for the live one, a real terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from io import StringIO

import msgspec
import pytest

from buildcheck.cli.plain import PlainProgress
from buildcheck.cli.progress import watching
from buildcheck.engines.base import Event


def _event(kind: str, text: str) -> Event:
    return msgspec.convert({"kind": kind, "text": text}, Event)


def test_plain_progress_is_a_line_for_each_activity_that_ended() -> None:
    stream = StringIO()
    with PlainProgress(stream) as watch:
        watch(_event("prepare", "installing npm 10.9.0"))
        watch(_event("step", "npm ci"))
        watch(_event("line", "added 412 packages"))
        watch(_event("done", "npm ci: ok"))
        watch(_event("step", "build"))
        watch(_event("done", "build: out-of-memory"))
    lines = [re.sub(r"\d+\.\d s", "T s", line) for line in stream.getvalue().splitlines()]
    assert lines == ["installing npm 10.9.0 (T s)", "npm ci (T s)", "build: out-of-memory (T s)"]


def test_a_long_activity_is_heard_of_and_its_output_is_harmless() -> None:
    stream = StringIO()
    with PlainProgress(stream, heartbeat=0.05) as watch:
        watch(_event("step", "build"))
        watch(_event("line", "\x1b[2J ##vso[task.complete]"))
        watch(_event("line", "   "))
        time.sleep(0.4)
    beats = stream.getvalue().splitlines()
    assert len(beats) >= 2
    assert re.fullmatch(r"build: \d+ s so far; last line: \\x1b\[2J # #vso\[task\.complete\]", beats[-1])


def test_a_heartbeat_cuts_a_long_line() -> None:
    stream = StringIO()
    with PlainProgress(stream, heartbeat=0.05) as watch:
        watch(_event("step", "build"))
        watch(_event("line", "x" * 500))
        time.sleep(0.2)
    assert stream.getvalue().splitlines()[-1] == f"build: 0 s so far; last line: {'x' * 97}..."


def test_quiet_is_silent() -> None:
    stream = StringIO()
    with watching(stream, quiet=True, no_color=False) as watch:
        watch(_event("step", "build"))
        watch(_event("done", "build: ok"))
    assert stream.getvalue() == ""


def test_what_is_no_terminal_gets_plain_lines() -> None:
    stream = StringIO()
    with watching(stream, quiet=False, no_color=False) as watch:
        watch(_event("step", "build"))
        watch(_event("done", "build: ok"))
    assert stream.getvalue() == "build (0.0 s)\n"


_FAST = """
import sys, time
from buildcheck.cli.progress import watching
from buildcheck.engines.base import Event

with watching(sys.stderr, quiet=False, no_color=False) as watch:
    watch(Event(kind="step", text="first step"))
    watch(Event(kind="step", text="second step"))
    line = Event(kind="line", text="output \\x1b[2J " + "x" * 200)
    started = time.monotonic()
    count = 0
    while time.monotonic() - started < 1:
        watch(line)
        count += 1
print(count)
"""


def _on_a_terminal(code: str, env: dict[str, str]) -> tuple[str, str]:
    """Run ``code`` with standard error on a terminal; give what it printed and what the terminal got."""
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, env={**inherited, **env}, text=True
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:
                # Linux says EIO once the other side is closed; others give an empty read.
                break
            if not chunk:
                break
            shown += chunk
        out = process.communicate(timeout=30)[0]
    os.close(ours)
    assert process.returncode == 0
    return out, shown.decode()


def test_on_a_terminal_output_is_throttled_and_erased() -> None:
    out, shown = _on_a_terminal(_FAST, {"TERM": "xterm-256color", "COLUMNS": "60"})
    assert int(out) > 10_000, "drawing must not slow down the build"
    assert len(shown) < 40_000
    assert "first step" in shown
    assert "\\x1b[2J" in shown
    assert "\x1b[2J" not in shown
    assert shown.rstrip().endswith("\x1b[2K"), "the last thing done is to erase a line"


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": "xterm", "CI": "true"}])
def test_a_terminal_that_keeps_a_log_gets_plain_lines(env: dict[str, str]) -> None:
    shown = _on_a_terminal(_FAST, env)[1]
    assert "\x1b" not in shown
    assert shown.splitlines()[0].startswith("first step (")
