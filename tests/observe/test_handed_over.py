"""Managers that run another version of themselves: what they say here is what a snapshot says."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.model.machine import Program, ProgramName
from tests.observe.machines import MANIFEST, Developer

pytestmark = pytest.mark.network


@pytest.fixture
def at_work(developer: Developer, managers: Path) -> Developer:
    """A machine with Yarn 1.22.22 and pnpm 9.15.0."""
    developer.before = (managers / "own",)
    developer.write({"package.json": MANIFEST})
    return developer


def program(developer: Developer, name: ProgramName) -> Program:
    found = developer.snapshot().program(name)
    assert found is not None
    return found


def test_yarn_by_its_path(at_work: Developer) -> None:
    release = ".yarn/releases/yarn-3.6.1.cjs"
    at_work.write({release: 'console.log("3.6.1")\n', ".yarnrc.yml": f"yarnPath: {release}\n"})
    assert at_work.run("yarn", "--version").strip() == "3.6.1"
    found = program(at_work, "yarn")
    assert (found.version, found.origin, found.read_from) == ("3.6.1", "project", ".yarnrc.yml")
    at_work.environ["YARN_IGNORE_PATH"] = "1"
    assert at_work.run("yarn", "--version").strip() == "1.22.22"
    assert program(at_work, "yarn").version == "1.22.22"


@pytest.mark.parametrize("path", [".yarn/releases/yarn-1.0.0.cjs", "a" * 6000, "../" * 2000, "."])
def test_a_path_of_yarn_that_leads_nowhere(at_work: Developer, path: str) -> None:
    at_work.write({".yarnrc": f'yarn-path "{path}"\n'})
    assert program(at_work, "yarn").version == "1.22.22"


@pytest.mark.parametrize(("setting", "version"), [("true", "9.15.1"), ("false", "9.15.0")])
def test_pnpm_by_the_projects_pin(at_work: Developer, setting: str, version: str) -> None:
    at_work.write({"package.json": {**MANIFEST, "packageManager": "pnpm@9.15.1"}})
    at_work.write({".npmrc": f"manage-package-manager-versions={setting}\n"})
    assert at_work.run("pnpm", "--version").strip() == version
    assert program(at_work, "pnpm").version == version
