"""A command runs as in a shell: streams, signals, exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.observe.machines import Developer

BUILDCHECK = [sys.executable, "-m", "buildcheck", "observe"]


def observed(developer: Developer, *argv: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BUILDCHECK, "--", *argv],
        cwd=developer.project,
        env=developer.env(),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_streams_and_exit_code_are_those_of_the_command(at_work: Developer) -> None:
    done = observed(at_work, "sh", "-c", "cat; pwd; echo wrong >&2; exit 7", stdin="asked\n")
    assert done.returncode == 7
    assert done.stdout == f"asked\n{at_work.project}\n"
    assert done.stderr.startswith("wrong\n")
    assert "`sh …` ended with 7" in done.stderr
    assert "no Node process of `sh …` loaded the probes" in " ".join(done.stderr.split())


def test_a_signal_that_ends_the_command_is_told_as_shells_do(at_work: Developer) -> None:
    assert observed(at_work, "sh", "-c", "kill -9 $$").returncode == 128 + signal.SIGKILL


def test_signals_are_passed_on(at_work: Developer) -> None:
    script = "trap 'echo told; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
    process = subprocess.Popen(
        [*BUILDCHECK, "--", "sh", "-c", script],
        cwd=at_work.project,
        env=at_work.env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert (output, process.returncode) == ("told\n", 3)


@pytest.mark.parametrize(("name", "code"), [("there-is-no-such-program", 127), ("./not-for-running", 126)])
def test_what_cannot_be_started(at_work: Developer, name: str, code: int) -> None:
    at_work.write({"not-for-running": "#!/bin/sh\n"})
    done = observed(at_work, name)
    assert done.returncode == code
    assert "could not be started" in done.stderr


def test_a_folder_that_is_no_project_runs_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [*BUILDCHECK, "--", "touch", "ran"], cwd=tmp_path, env=dict(os.environ), capture_output=True, check=False
    )
    assert done.returncode == 2
    assert not (tmp_path / "ran").exists()


def test_nothing_is_left_behind(at_work: Developer) -> None:
    before = time.time()
    temporary = at_work.root / "temporary"
    temporary.mkdir()
    at_work.environ["TMPDIR"] = str(temporary)
    observed(at_work, "node", "-e", "process.env.A")
    assert list(temporary.iterdir()) == []
    assert [
        each for each in at_work.project.rglob("*") if each.stat().st_mtime >= before and ".git" not in str(each)
    ] == []
