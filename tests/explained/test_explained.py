"""Every described machine of ``fixtures/explained--*``: the cause, how many builds it took, and what is said.

How such a fixture is written: see `tests.explained.cases`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.load.machine_file import read_machine
from buildcheck.model.explanation import Explanation
from buildcheck.model.settings import Settings
from buildcheck.pipeline.explain_failure import explain_failure
from buildcheck.reports.explanation import render
from buildcheck.reports.json import encode
from buildcheck.reports.view import View
from tests.explained.cases import explained_names, machine_of, read_explained

SECRET = "hunter2hunter2"
"""Stands in the values of every env file of these machines."""


def explained(name: str, root: Path) -> tuple[Explanation, str]:
    """Give the answer, and all that was told on the way to it."""
    developer = machine_of(name, root)
    told: list[str] = []
    found = explain_failure(
        developer.project,
        Settings(engine="docker"),
        lambda event: told.append(event.text),
        developer.env(),
        builds=12,
        seconds=600,
    )
    return found, "\n".join(told)


@pytest.mark.engine
@pytest.mark.network
@pytest.mark.parametrize("name", explained_names())
def test_the_answer(name: str, tmp_path: Path) -> None:
    case = read_explained(name)
    found, told = explained(name, tmp_path)
    shown = render(found, View(width=120))
    assert (found.state, found.fails) == (case.state, case.fails), shown
    assert sorted(each.subject for each in found.cause) == sorted(case.cause), shown
    assert len(found.attempts) - 1 <= case.builds, shown
    assert [text for text in case.sentence if text not in found.sentence] == [], shown
    assert [text for text in case.fix if text not in "\n".join(found.fixes)] == [], shown
    untried = "\n".join(f"{each.difference.subject} {each.reason}" for each in found.impossible)
    assert [text for text in case.impossible if text not in untried] == [], shown
    assert SECRET not in told + encode(found) + shown


def elsewhere(name: str, root: Path) -> Explanation:
    """Give the answer that somebody else gets, who has the snapshot of a case's machine and a clone of its project."""
    developer = machine_of(name, root)
    snapshot = read_machine(encode(developer.snapshot()).encode())
    clone = root / "clone"
    developer.run("git", "clone", "-q", str(developer.project), str(clone))
    return explain_failure(
        clone, Settings(engine="docker"), lambda _: None, {}, builds=3, seconds=600, machine=snapshot
    )


@pytest.mark.engine
@pytest.mark.network
def test_packages_of_another_machine_are_tried_by_its_snapshot(tmp_path: Path) -> None:
    found = elsewhere("explained--package-left-over", tmp_path)
    assert (found.state, [each.subject for each in found.cause]) == ("explained", ["left-pad"])


@pytest.mark.engine
@pytest.mark.network
def test_files_of_another_machine_are_only_named(tmp_path: Path) -> None:
    found = elsewhere("explained--file-ignored", tmp_path)
    assert (found.state, found.fails, len(found.attempts)) == ("from-files", "clean", 1)
    assert "src/lib/ is on this disk; .gitignore:2 ignores it (`lib/`)." in found.sentence
    assert "It lies on another machine" in found.sentence
