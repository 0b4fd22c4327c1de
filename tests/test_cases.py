"""Every case of ``fixtures``: its plan without an engine, its answer from the command line with Docker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from buildcheck.cli.verdict import exit_code
from buildcheck.judge import all_checks
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline.check import check
from buildcheck.pipeline.plan import make_plan_of
from tests.cases import case_names, check_out, differing_plan, differing_report, read_case
from tests.registry import registry_that_knows

NAMES = case_names()
BUILT = tuple(name for name in NAMES if read_case(name).command == "verify")
READ = tuple(name for name in NAMES if read_case(name).command == "check")


def options(name: str, project: Path) -> list[str]:
    """The command line options of a case."""
    return [each.replace("{project}", str(project)) for each in read_case(name).options]


@pytest.mark.parametrize("name", NAMES)
def test_the_plan(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    project = check_out(name, tmp_path / "project")
    _, plan = make_plan_of(project / case.path, Settings())
    assert differing_plan(case, plan) == []


@pytest.mark.engine
@pytest.mark.network
@pytest.mark.parametrize("name", BUILT)
def test_the_answer(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    project = check_out(name, tmp_path / "project")
    answer = tmp_path / "report.json"
    command = [sys.executable, "-m", "buildcheck", "verify", str(project / case.path), "--engine", "docker", "--quiet"]
    command += [*options(name, project), "--format", f"json={answer}"]
    # A kept answer of an earlier run would show nothing; with git, the commit in its key is new each time.
    command += [] if case.git else ["--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ, NO_COLOR="1"))
    assert answer.exists(), done.stderr
    report = msgspec.json.decode(answer.read_bytes(), type=Report)
    shown = "\n".join((done.stdout, done.stderr, *(step.log for build in report.builds for step in build.steps)))
    assert differing_report(case, report) == [], shown
    assert [text for text in case.shows if text not in done.stdout] == [], shown
    assert done.returncode == case.exit_code, shown
    assert report.cached is None


@pytest.mark.parametrize("name", READ)
def test_the_answer_of_the_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(name)
    project = check_out(name, tmp_path / "project")
    with registry_that_knows(case.published or ()) as address:
        monkeypatch.setenv("BUILDCHECK_REGISTRY", address)
        report = check(project / case.path, Settings(offline=case.published is None))
    assert differing_report(case, report) == []
    assert exit_code(report, "error") == case.exit_code


@pytest.mark.parametrize("name", [name for name in BUILT if read_case(name).verdict == "pass"])
def test_the_files_of_what_builds_raise_no_alarm(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    project = check_out(name, tmp_path / "project")
    report = check(project / case.path, Settings(offline=True))
    expected = {each.check for each in case.findings}
    assert [each for each in report.findings if each.severity != "info" and each.check not in expected] == []


def test_every_check_has_a_case() -> None:
    shown = {name.partition("--")[0] for name in NAMES}
    assert [each.id for each in all_checks() if each.id not in shown] == []


def test_every_case_shows_a_check_or_a_healthy_project() -> None:
    known = {"clean", "hostile", *(each.id for each in all_checks())}
    assert [name for name in NAMES if name.partition("--")[0] not in known] == []
