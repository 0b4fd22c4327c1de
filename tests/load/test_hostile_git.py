"""A repository whose own configuration names programs must not get any of them run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.errors import UsageError
from buildcheck.load import load
from tests.load.conftest import Content, git, write

Make = Callable[[dict[str, Content]], Path]


@pytest.mark.parametrize("source", ["working-tree", "head"])
def test_no_program_of_the_repository_runs(repo: Make, tmp_path: Path, source: str) -> None:
    top = repo({"package.json": "{}", ".gitattributes": "* filter=evil diff=evil\n", "a.txt": "a\n"})
    mark = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho x >> {mark}\ncat\n")
    evil.chmod(0o755)
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (top / ".git/hooks").mkdir(exist_ok=True)
        (top / ".git/hooks" / hook).symlink_to(evil)
    for key in (
        *("core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"),
        *("diff.external", "core.pager", "core.sshCommand", "core.gitProxy", "credential.helper", "core.editor"),
    ):
        git(top, "config", key, str(evil))
    for name in ("status", "ls-files", "rev-parse", "config"):
        git(top, "config", f"alias.{name}", f"!{evil}")
    write(top, {"a.txt": "b\n"})
    os.utime(top / "package.json", (1, 1))
    mark.unlink(missing_ok=True)
    with load(top, source="head" if source == "head" else "working-tree") as project:
        assert project.source.modified == 1
    assert not mark.exists()


def test_a_missing_object_is_not_fetched_by_a_program_of_the_repository(repo: Make, tmp_path: Path) -> None:
    top = repo({"package.json": "{}", "a.txt": "a\n"})
    mark = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho x >> {mark}\n")
    evil.chmod(0o755)
    blob = git(top, "rev-parse", "HEAD:a.txt")
    (top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": str(top),
        "remote.origin.uploadpack": str(evil),
    }.items():
        git(top, "config", key, value)
    with load(top, source="head") as project:
        assert [each.path for each in project.source.remarks if each.kind == "unreadable"] == ["a.txt"]
    assert not mark.exists()


def test_a_repository_that_claims_other_files_is_refused(repo: Make) -> None:
    top = repo({"package.json": "{}"})
    git(top, "config", "core.worktree", "/")
    with pytest.raises(UsageError, match="says that its files are at /"), load(top):
        pass


def test_a_broken_repository_is_an_error_that_says_what_git_says(folder: Make) -> None:
    top = folder({"package.json": "{}", ".git": "gitdir: /nowhere/at/all\n"})
    with pytest.raises(UsageError) as caught, load(top):
        pass
    assert "/nowhere/at/all" in caught.value.why
