"""What of this disk a build may be given: sources, and never what may be secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.load import beside
from buildcheck.load.beside import entries_beside, may_hold_secrets


def laid(root: Path, *paths: str) -> None:
    for each in paths:
        (root / each).parent.mkdir(parents=True, exist_ok=True)
        (root / each).write_text("x")


def paths(root: Path, path: str) -> list[str]:
    return [each.path for each in entries_beside(str(root), path) or ()]


def test_a_folder_is_given_as_its_files(tmp_path: Path) -> None:
    laid(tmp_path, "lib/a.ts", "lib/deep/b.ts", "other.ts")
    assert paths(tmp_path, "lib/") == ["lib/a.ts", "lib/deep/b.ts"]


def test_what_may_be_secret_stays_here(tmp_path: Path) -> None:
    laid(tmp_path, "lib/.env.local", "lib/key.pem", "lib/service-account.json", "lib/.npmrc", "lib/a.ts")
    assert paths(tmp_path, "lib/") == ["lib/a.ts"]


@pytest.mark.parametrize("name", [".env", ".env.production", "prod.env", "id_rsa", "a/credentials.json", ".netrc"])
def test_secrets_are_known_by_their_names(name: str) -> None:
    assert may_hold_secrets(name)


@pytest.mark.parametrize("name", ["environment.ts", "keys.ts", "data.json", "identity.js", "password-form.tsx"])
def test_sources_are_not_taken_for_secrets(name: str) -> None:
    assert not may_hold_secrets(name)


def test_what_tools_make_is_left_out(tmp_path: Path) -> None:
    laid(tmp_path, "lib/node_modules/x/index.js", "lib/.next/build", "lib/a.ts")
    assert paths(tmp_path, "lib/") == ["lib/a.ts"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    laid(tmp_path / "outside", "secret")
    (tmp_path / "project/lib").mkdir(parents=True)
    (tmp_path / "project/lib/link").symlink_to(tmp_path / "outside")
    (tmp_path / "project/lib/file").symlink_to(tmp_path / "outside/secret")
    assert paths(tmp_path / "project", "lib/") == []


def test_nothing_above_the_project_is_given(tmp_path: Path) -> None:
    laid(tmp_path, "secret")
    (tmp_path / "project").mkdir()
    assert paths(tmp_path / "project", "../secret") == []


def test_what_is_too_much_is_not_given_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(tmp_path, "lib/a.ts", "lib/b.ts")
    monkeypatch.setattr(beside, "MOST_FILES", 1)
    assert entries_beside(str(tmp_path), "lib/") is None
