"""What the streams can show, and readers that leave."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from buildcheck.cli.streams import takes_colour, view_of


class Terminal(StringIO):
    """A stream that says it is a terminal; it has no size of its own."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "70")


def test_colours_on_a_terminal_unless_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert takes_colour(Terminal())
    assert not takes_colour(StringIO())
    assert not view_of(Terminal(), no_color=True).colour
    monkeypatch.setenv("TERM", "dumb")
    assert not takes_colour(Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not takes_colour(Terminal())


@pytest.mark.parametrize(("columns", "width"), [("70", 70), ("5", 40), ("500", 120), ("wide", 80), ("0", 80)])
def test_the_width_is_one_that_can_be_read(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert view_of(StringIO(), no_color=False).width == width


def test_only_utf_streams_get_more_than_ascii() -> None:
    assert view_of(TextIOWrapper(BytesIO(), encoding="utf-8"), no_color=False).unicode
    assert not view_of(TextIOWrapper(BytesIO(), encoding="cp1252"), no_color=False).unicode


_WRITER = "from buildcheck.cli.streams import write; write('✔ line\\n' * 100000)"


def test_a_reader_that_leaves_is_no_error() -> None:
    with subprocess.Popen([sys.executable, "-c", _WRITER], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")


def test_a_stream_without_unicode_gets_it_written_out() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    out = subprocess.run([sys.executable, "-c", _WRITER], capture_output=True, env=env, check=True).stdout
    assert out.startswith(b"\\u2714 line")
