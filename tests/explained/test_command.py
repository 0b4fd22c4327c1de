"""The command line of ``explain-failure``, as far as nothing is built."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import FIXTURES

PROJECT = FIXTURES / "explained--file-ignored/project"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "buildcheck", "explain-failure", str(PROJECT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("content", "why"),
    [("{}", "It is no snapshot"), ('{"schema": 99}', "It is of schema 99"), ("no json", "no snapshot")],
)
def test_what_is_no_snapshot_is_wrong_usage(tmp_path: Path, content: str, why: str) -> None:
    file = tmp_path / "machine.json"
    file.write_text(content)
    done = run("--snapshot", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


@pytest.mark.parametrize("option", ["--max-builds=0", "--max-minutes=0", "--snapshot=/nowhere.json", "--env=none"])
def test_options_that_make_no_sense_are_wrong_usage(option: str) -> None:
    assert run(option).returncode == 2
