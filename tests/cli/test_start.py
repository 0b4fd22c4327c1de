"""The program as it is started: streams, exit codes, hints, and how little it loads for --help."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from buildcheck import __version__

HEAVY = {"docker", "rich", "msgspec", "yaml", "semver", "nodeenv", "pathspec", "requests"}


def buildcheck(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "buildcheck", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        check=False,
    )


def test_version() -> None:
    ended = buildcheck("--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert __version__ in ended.stdout


@pytest.mark.parametrize(
    "command", [[], ["verify"], ["env"], ["plan"], ["doctor"], ["clean"], ["checks"], ["images", "build"]]
)
def test_help_of_every_command_is_on_standard_output(command: list[str]) -> None:
    ended = buildcheck(*command, "--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Usage: buildcheck")
    assert "..." not in ended.stdout.replace("[ARGS]...", ""), "a summary is cut"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["verfy"], "Did you mean: buildcheck verify"),
        (["images", "biuld"], "Did you mean: buildcheck images build"),
        (["."], "Did you mean: buildcheck verify ."),
        (["verify", "--formt", "json"], "--format"),
        (["verify", "--format", "jsn"], "There are: terminal, json."),
        (["verify", "--env", ".env.ci"], "Did you mean file:.env.ci?"),
        (["verify", "--memory", "lots"], "512m or 8g"),
        (["verify", "--timeout", "soon"], "30m or 1h30m"),
        (["verify", "/no/such/folder"], "/no/such/folder"),
        (["verify", "--format", "json", "--format", "terminal"], "--format NAME=FILE"),
    ],
)
def test_wrong_usage_is_2_with_a_hint_on_standard_error(arguments: list[str], hint: str) -> None:
    ended = buildcheck(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert hint in " ".join(ended.stderr.split())


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, buildcheck.cli.app, buildcheck.cli.guard; print(*(name.split('.')[0] for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert HEAVY & set(loaded.split()) == set()


def test_help_takes_less_than_150_milliseconds_of_processor_time() -> None:
    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    taken = []
    for _ in range(5):
        before = spent()
        buildcheck("--help")
        taken.append(spent() - before)
    assert min(taken) < 0.15


def test_a_shell_can_complete() -> None:
    env = {"_BUILDCHECK_COMPLETE": "zsh_complete", "COMP_WORDS": "buildcheck ver", "COMP_CWORD": "1"}
    assert "verify" in buildcheck(env=env).stdout


def test_the_manual_lists_every_check_and_has_a_page_for_each() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` ", buildcheck("checks").stdout, re.MULTILINE)
    assert {"build-failed", "install-failed"} <= set(listed)
    assert "build-failed" in buildcheck("checks", "build-failed").stdout


def test_a_page_that_is_not_there_is_wrong_usage() -> None:
    ended = buildcheck("checks", "no-such-check")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert [line.split(":")[0].strip() for line in ended.stderr.splitlines()] == ["error", "why", "do"]


def test_a_file_is_no_project(tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text("{}")
    ended = buildcheck("verify", str(file))
    assert ended.returncode == 2
    assert "is a file" in ended.stderr
