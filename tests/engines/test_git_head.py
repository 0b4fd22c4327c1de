"""The `.git` of a sandbox: real git must find the commit, its branch and its date there, and nothing hostile."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from buildcheck.engines.git_head import git_files
from buildcheck.engines.local.workspace import place_files
from buildcheck.load import load
from buildcheck.model.project import Source


def git(folder: Path, *argv: str) -> str:
    return subprocess.run(["git", *argv], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def repository(folder: Path, *, hash_format: str) -> Source:
    git(folder, "init", "-q", "-b", "work/one", f"--object-format={hash_format}")
    (folder / "package.json").write_text('{"scripts": {"build": "true"}}')
    git(folder, "add", ".")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.test", "commit", "-q", "-m", "First words")
    with load(folder) as project:
        return project.source


@pytest.mark.parametrize("hash_format", ["sha1", "sha256"])
def test_git_says_the_same_of_the_commit(tmp_path: Path, hash_format: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    source = repository(tmp_path / "here", hash_format=hash_format)
    place_files(git_files(source), tmp_path / "there")
    for question in (
        ["rev-parse", "HEAD"],
        ["log", "-1", "--format=%H %an %ct %s"],
        ["rev-parse", "--abbrev-ref", "HEAD"],
        ["rev-parse", "--is-shallow-repository", "--show-prefix"],
    ):
        said = git(tmp_path / "there", *question)
        assert said == git(tmp_path / "here", *question).replace("false", "true")


def test_another_commit_than_the_one_that_was_named_is_left_out(tmp_path: Path) -> None:
    source = repository(tmp_path, hash_format="sha1")
    assert git_files(msgspec.structs.replace(source, commit_object=b"tree 0")) == {}
    assert git_files(msgspec.structs.replace(source, commit=None)) == {}


def test_a_branch_can_not_name_a_place_outside(tmp_path: Path) -> None:
    source = repository(tmp_path, hash_format="sha1")
    files = git_files(msgspec.structs.replace(source, branch="../../../outside"))
    assert files[".git/HEAD"] == f"{source.commit}\n".encode()
    assert not [name for name in files if ".." in name]
