"""Asking a registry whether it knows a name: which one is asked, what is never sent, and what silence means."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.survey.dependencies.published import published
from tests.registry import registry_that_knows


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("BUILDCHECK_REGISTRY", "npm_config_registry", "NPM_CONFIG_REGISTRY"):
        monkeypatch.delenv(name, raising=False)


def ask(tmp_path: Path, npmrc: str, *names: str) -> dict[str, bool]:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "package.json").write_text("{}", "utf-8")
    (folder / ".npmrc").write_text(npmrc, "utf-8")
    with load(folder) as project:
        return published(names, project, None)


def test_the_registry_of_the_project_is_asked(tmp_path: Path) -> None:
    with registry_that_knows(("a", "@scope/b")) as address:
        npmrc = f"registry={address.replace('http://', 'http://user:secret@')}/\n"
        assert ask(tmp_path, npmrc, "a", "@scope/b", "zz-nowhere") == {"a": True, "@scope/b": True, "zz-nowhere": False}


def test_a_scope_with_a_registry_of_its_own_is_not_asked_for(tmp_path: Path) -> None:
    with registry_that_knows(()) as address:
        npmrc = f"registry={address}\n@acme:registry=https://registry.example.test\n"
        assert ask(tmp_path, npmrc, "@acme/ui", "../../secret", "b c") == {}


def test_silence_says_nothing(tmp_path: Path) -> None:
    with registry_that_knows(()) as address:
        closed = address
    assert ask(tmp_path, f"registry={closed}\n", "a") == {}
