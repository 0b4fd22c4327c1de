"""HEAD: exactly what a push would carry, in a folder that vanishes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.temporary import sweep, temporary_folder
from tests.load.conftest import Content, commit, git, write

Make = Callable[[dict[str, Content]], Path]


def test_blobs_raw_with_their_modes_and_no_trace_of_the_working_tree(repo: Make) -> None:
    top = repo({"package.json": "{}", ".gitattributes": "*.txt text eol=crlf\n* ident\n", "a.txt": "$Id$\n"})
    write(top, {"run.sh": "#!/bin/sh\n"})
    (top / "run.sh").chmod(0o755)
    (top / "link").symlink_to("a.txt")
    head = commit(top)
    write(top, {"a.txt": "changed\n", "new": ""})
    with load(top, source="head") as project:
        root = Path(project.source.root)
        assert (root / "a.txt").read_bytes() == b"$Id$\n"
        assert os.access(root / "run.sh", os.X_OK)
        assert os.readlink(root / "link") == "a.txt"
        assert not (root / "new").exists()
        assert (project.source.kind, project.source.commit, project.source.modified) == ("head", head, 1)
        assert not root.is_relative_to(top)
    assert not root.parent.exists()


def test_the_folder_vanishes_after_an_error_too(repo: Make) -> None:
    top = repo({"package.json": "{}"})

    def fail() -> None:
        with load(top, source="head") as project:
            raise KeyError(project.source.root)

    with pytest.raises(KeyError) as caught:
        fail()
    assert not Path(caught.value.args[0]).parent.exists()


def test_no_commit_and_no_repository_are_errors(tmp_path: Path) -> None:
    write(tmp_path / "plain", {"package.json": "{}"})
    with pytest.raises(UsageError, match="not in a git repository"), load(tmp_path / "plain", source="head"):
        pass
    git(tmp_path / "plain", "init", "-q")
    with pytest.raises(UsageError, match="no commit yet"), load(tmp_path / "plain", source="head"):
        pass


def test_a_crafted_tree_writes_nothing_outside_or_through_a_link(repo: Make, tmp_path: Path) -> None:
    top = repo({"package.json": "{}"})

    def obj(kind: str, content: bytes) -> str:
        argv = ["git", "hash-object", "-w", "--literally", "--stdin", "-t", kind]
        return subprocess.run(argv, input=content, cwd=top, capture_output=True, check=True).stdout.decode().strip()

    def item(mode: bytes, name: bytes, sha: str) -> bytes:
        return mode + b" " + name + b"\0" + bytes.fromhex(sha)

    blob = obj("blob", b"evil")
    link = obj("blob", os.fsencode(tmp_path / "target"))
    (tmp_path / "target").mkdir()
    inner = obj("tree", item(b"100644", b"evil", blob))
    # Only links in it: no file makes the folder first, so that the link of the same name would stand in its place.
    only_links = obj("tree", item(b"120000", b"evil", link))
    manifest = obj("blob", b"{}")
    tree = obj(
        "tree",
        item(b"40000", b"..", inner)
        + item(b"40000", b".git", inner)
        + item(b"120000", b"a", link)
        + item(b"40000", b"a", inner)
        + item(b"120000", b"b", link)
        + item(b"40000", b"b", only_links)
        + item(b"100644", b"package.json", manifest),
    )
    sha = git(top, "commit-tree", tree, "-m", "crafted")
    git(top, "update-ref", "refs/heads/main", sha)
    with load(top, source="head") as project:
        root = Path(project.source.root)
        assert {each.path for each in project.source.entries} == {"a/evil", "b", "package.json"}
        assert not (root / ".git").exists()
        assert sorted(each.name for each in root.parent.iterdir()) == ["lock", "tree"]
    assert list((tmp_path / "target").iterdir()) == []


def test_folders_of_killed_runs_are_swept_and_those_in_use_are_not() -> None:
    orphan = Path(tempfile.mkdtemp(prefix="buildcheck-source-"))
    with temporary_folder() as used:
        sweep(now=time.time() + 3600)
        assert used.exists()
    assert not orphan.exists()
