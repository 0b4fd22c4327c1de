"""The table of variables and the lists for hosts, as a person, a shell and a parser see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
import yaml
from rich.cells import cell_len

from buildcheck.errors import UsageError
from buildcheck.load.dotenv.parse import parse
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports import environment
from buildcheck.reports.environment_detail import render as detail
from buildcheck.reports.view import View
from buildcheck.survey.deployment.dockerfile_lines import logical_lines
from tests.reports.environment_sample import EMPTY, HOSTILE, MANY, REPORT
from tests.reports.golden import kept
from tests.reports.test_safe_text import COMMANDS

LISTS = tuple(name for name in environment.FORMATS if name not in ("terminal", "json"))


def shown(name: str, report: EnvironmentReport = REPORT, width: int = 80, *, everything: bool = False) -> str:
    return environment.render(name, report, View(width=width), everything=everything)


def test_the_formats_are_those_of_the_folder() -> None:
    folder = Path(environment.__file__).parent
    modules = {each.stem.replace("_", "-") for each in folder.glob("*.py")} - {"--init--", "checklist"}
    assert modules == set(environment.FORMATS)


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_as_they_were_accepted(name: str) -> None:
    text = shown(name)
    assert text == kept(f"environment-{name}.txt", text)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_table_is_as_it_was_accepted(width: int) -> None:
    text = shown("terminal", width=width, everything=True)
    assert text == kept(f"environment-{width}.txt", text)


@pytest.mark.parametrize("report", [REPORT, EMPTY, MANY, HOSTILE])
@pytest.mark.parametrize("width", [40, 64, 80, 120])
def test_no_line_is_wider_than_the_screen(report: EnvironmentReport, width: int) -> None:
    text = shown("terminal", report, width, everything=True)
    assert [line for line in text.splitlines() if cell_len(line) > width + 2] == []


def test_the_table_shows_what_somebody_has_to_do_something_about() -> None:
    text = shown("terminal")
    names = ("NEXT_PUBLIC_STRIPE_", "DATABASE_URL", "GITHUB_ID")
    assert [text.index(each) for each in names] == sorted(text.index(each) for each in names)
    assert "LOG_LEVEL" not in text
    assert "Left out: 1 given, 1 optional, 1 that nothing reads (--all shows them)." in text


def test_it_says_what_it_rests_on() -> None:
    assert shown("terminal").splitlines()[-1].startswith("Only files were read.")
    proven = msgspec.structs.replace(REPORT, proven="nothing changed since the build of today")
    assert "nothing changed since the build of today" in shown("terminal", proven, 120)


def test_a_project_without_variables_is_told_in_a_line() -> None:
    assert len(shown("terminal", EMPTY).splitlines()) == 3
    for name in LISTS:
        assert "=" not in shown(name, EMPTY).replace("# syntax=", "")


@pytest.mark.parametrize("name", environment.FORMATS)
def test_nothing_hostile_gets_through(name: str) -> None:
    text = shown(name, HOSTILE, everything=True)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", text) is None
    assert [which for which, pattern in COMMANDS.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", ["dotenv-example", "vercel", "docker", "github"])
def test_a_hostile_name_is_left_out_and_a_hostile_place_stays_a_comment(name: str) -> None:
    lines = [each for each in shown(name, HOSTILE).splitlines() if not each.lstrip().startswith("#")]
    assert "PLAIN" in "".join(lines)
    assert [each for each in lines if "$(id)" in each or "error" in each] == []


def test_the_example_is_read_by_dotenv() -> None:
    found = {each.name: each.value for each in parse(shown("dotenv-example"), "next-14")}
    assert found == {"NEXT_PUBLIC_STRIPE_SECRET_KEY": "", "DATABASE_URL": "", "GITHUB_ID": ""}


def test_the_workflow_is_yaml_and_takes_secrets_from_secrets() -> None:
    found = yaml.safe_load(shown("github", msgspec.structs.replace(REPORT, rows=REPORT.rows)))
    assert found == {
        "env": {
            "DATABASE_URL": "${{ secrets.DATABASE_URL }}",
            "NEXT_PUBLIC_STRIPE_SECRET_KEY": "${{ secrets.NEXT_PUBLIC_STRIPE_SECRET_KEY }}",
        }
    }
    assert yaml.safe_load(shown("github", EMPTY)) == {"env": {}}


def test_a_name_that_github_keeps_for_itself_is_taken_from_another() -> None:
    assert "# GITHUB_ID: ${{ vars.APP_GITHUB_ID }}" in shown("github")


def test_the_dockerfile_lines_mount_secrets_and_declare_the_rest() -> None:
    found = list(logical_lines("FROM node\n" + shown("docker")))
    assert [each.name for each in found] == ["FROM", "RUN"]
    assert "id=DATABASE_URL,env=DATABASE_URL" in found[1].rest
    assert found[1].rest.endswith("npm run build")


def test_the_json_is_the_model() -> None:
    assert msgspec.convert(json.loads(shown("json")), EnvironmentReport) == REPORT


def test_one_variable_is_told_with_all_its_places() -> None:
    text = detail(REPORT, "DATABASE_URL", View())
    for part in ("lib/db.ts:3", ".env.example:3", "postgresql://", "build reads it"):
        assert part in text
    assert "/_next/static/x.js" in detail(REPORT, "NEXT_PUBLIC_STRIPE_SECRET_KEY", View())


def test_a_name_that_nobody_knows_is_wrong_usage_with_a_hint() -> None:
    with pytest.raises(UsageError) as caught:
        detail(REPORT, "DATABASE_URI", View())
    assert caught.value.do == "Did you mean DATABASE_URL?"
