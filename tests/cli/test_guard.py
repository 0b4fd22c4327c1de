"""Errors and signals -> exit codes and a few lines."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable

import click
import pytest

from buildcheck.cli.guard import run
from buildcheck.errors import BuildcheckError, EngineError, TransientError, UsageError


def _command(action: Callable[[], object]) -> click.Command:
    return click.Command("test", callback=action)


def _raising(error: BaseException) -> click.Command:
    def action() -> None:
        raise error

    return _command(action)


@pytest.fixture(autouse=True)
def _signals_as_before() -> object:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("no project", why="the folder is empty", do="name another"), 2),
        (EngineError("no engine", why="no daemon", do="start one"), 3),
        (TransientError("no registry", why="no answer", do="try again"), 75),
    ],
)
def test_an_error_says_what_why_and_what_to_do(
    error: BuildcheckError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(_raising(error), []) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"error: {error.what}", f"  why: {error.why}", f"  do: {error.do}"]


def test_a_mistake_of_ours_is_70_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_raising(KeyError("\x1b[2J ##vso[x]")), []) == 70
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "mistake in buildcheck" in err
    assert "\x1b" not in err
    assert "##vso[" not in err


def test_ctrl_c_is_130_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_raising(KeyboardInterrupt()), []) == 130
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_what_a_command_returns_is_the_exit_code() -> None:
    assert run(_command(lambda: 75), []) == 75
    assert run(_command(lambda: None), []) == 0


_SLEEPER = """
import sys, time, click
from buildcheck.cli.guard import run

@click.command()
def sleep():
    try:
        print("ready", flush=True)
        time.sleep(60)
    finally:
        time.sleep(0.2)
        print("cleaned up", flush=True)

sys.exit(run(sleep, []))
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_signals_run_the_clean_ups(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SLEEPER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        if number is signal.SIGTERM:
            process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (out, process.returncode) == ("cleaned up\n", code)
    assert len(err.strip().splitlines()) == 1
