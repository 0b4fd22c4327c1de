"""The kept answer of `check`: given while nothing has changed, never after anything has."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck import recheck
from buildcheck.model.settings import Settings
from buildcheck.pipeline.check import check

GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.test", "-c", "commit.gpgSign=false")
SETTINGS = Settings(offline=True)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project that was checked once."""
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    (folder / "lib").mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "demo", "scripts": {"build": "true"}}')
    (folder / "lib/a.js").write_text("export const a = 1;\n")
    (folder / ".gitignore").write_text("/out/\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "one")
    time.sleep(0.05)
    check(folder, SETTINGS)
    return folder


def test_an_unchanged_project_is_answered_from_the_last_time(project: Path) -> None:
    kept = recheck.find(project, SETTINGS)
    assert kept is not None
    assert kept.cached is not None
    assert kept.project.name == "demo"


def test_other_settings_are_another_question(project: Path) -> None:
    assert recheck.find(project, Settings(offline=True, node="22")) is None


def change_a_file(folder: Path) -> None:
    (folder / "lib/a.js").write_text("export const a = 2;\n")


def change_and_set_the_time_back(folder: Path) -> None:
    before = (folder / "lib/a.js").stat()
    (folder / "lib/a.js").write_text("export const a = 2;\n")
    os.utime(folder / "lib/a.js", ns=(before.st_atime_ns, before.st_mtime_ns))


def add_an_untracked_file(folder: Path) -> None:
    (folder / "lib/b.js").write_text("export const b = 1;\n")


def remove_a_file(folder: Path) -> None:
    (folder / "lib/a.js").unlink()


def add_a_folder(folder: Path) -> None:
    (folder / "pages").mkdir()


def take_a_file_out_of_the_index(folder: Path) -> None:
    git(folder, "rm", "-q", "--cached", "lib/a.js")


def commit_something(folder: Path) -> None:
    git(folder, "commit", "-q", "--allow-empty", "-m", "two")


def exclude_something(folder: Path) -> None:
    (folder / ".git/info/exclude").write_text("lib/\n")


@pytest.mark.parametrize(
    "change",
    [
        change_a_file,
        change_and_set_the_time_back,
        add_an_untracked_file,
        remove_a_file,
        add_a_folder,
        take_a_file_out_of_the_index,
        commit_something,
        exclude_something,
    ],
)
def test_whatever_changes_is_noticed(project: Path, change: Callable[[Path], None]) -> None:
    change(project)
    assert recheck.find(project, SETTINGS) is None


def test_what_changed_while_it_was_read_is_not_kept(project: Path) -> None:
    report = check(project, SETTINGS)
    began = time.time_ns()
    time.sleep(0.05)
    change_a_file(project)
    read = recheck.inputs(str(project), ["package.json", "lib/a.js"])
    assert read is not None
    other = Settings(offline=True, node="20")
    recheck.keep(project, other, report, read, began_ns=began)
    assert recheck.find(project, other) is None


def test_a_broken_cache_is_no_answer(project: Path, tmp_path: Path) -> None:
    (kept,) = (tmp_path / "cache/checks").glob("*.bin")
    kept.write_bytes(b"\x93\x01")
    assert recheck.find(project, SETTINGS) is None


def test_a_worktree_is_read_each_time(project: Path, tmp_path: Path) -> None:
    git(project, "worktree", "add", "-q", str(tmp_path / "other"))
    check(tmp_path / "other", SETTINGS)
    assert recheck.find(tmp_path / "other", SETTINGS) is None
