"""A folder that is no repository: an exported zip."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.entries import Inspector
from tests.load.conftest import Content, snapshot

Make = Callable[[dict[str, Content]], Path]


def test_without_a_gitignore_what_tools_make_is_left_out(folder: Make) -> None:
    made = ("node_modules/a/index.js", "sub/node_modules/x", ".next/build", "dist/index.html", ".env.local")
    top = folder({"package.json": "{}", ".env": "A=1\n", "src/dist.js": "", **dict.fromkeys(made, "")})
    before = snapshot(top)
    with load(top) as project:
        assert {each.path for each in project.source.entries} == {"package.json", ".env", "src/dist.js"}
        assert {each.path for each in project.source.remarks} == {".next", "dist", ".env.local"}
        assert (project.source.kind, project.source.commit, project.source.modified) == ("folder", None, None)
    assert snapshot(top) == before


def test_a_gitignore_decides_alone_but_for_node_modules(folder: Make) -> None:
    top = folder({"package.json": "{}", ".gitignore": "*.log\n", "dist/a.js": "", "node_modules/a": "", "x.log": ""})
    with load(top) as project:
        assert {each.path for each in project.source.entries} == {"package.json", ".gitignore", "dist/a.js"}


def test_a_link_that_may_not_be_read_ends_nothing(folder: Make) -> None:
    inspector = Inspector(str(folder({"package.json": "{}"})))
    # Who tests as root may read every link: this one is gone when it is asked where it leads.
    inspector._link("gone", f"{inspector.root}/gone")
    assert not inspector.entries
    assert [each.kind for each in inspector.remarks] == ["unreadable"]


def test_a_folder_of_a_project_is_told_where_the_project_is(folder: Make) -> None:
    top = folder({"package.json": "{}", "src/a.js": "", "empty/.keep": ""})
    with pytest.raises(UsageError) as caught, load(top / "src"):
        raise AssertionError
    assert caught.value.why == f"It is a folder of the project above it, which has {top.resolve() / 'package.json'}."


def test_special_files_loops_and_closed_folders_end_nothing(folder: Make) -> None:
    top = folder({"package.json": "{}", "d/a": ""})
    os.mkfifo(top / "pipe")
    os.mkfifo(top / "d/.gitignore")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(top / "sock"))
    (top / "d/loop").symlink_to("..")
    with load(top) as project:
        remarks = {each.path: each.kind for each in project.source.remarks}
        assert remarks == dict.fromkeys(("pipe", "sock", "d/.gitignore"), "skipped-special")
        assert {each.path for each in project.source.entries} == {"package.json", "d/a", "d/loop"}


def test_a_huge_file_is_an_entry_and_is_not_read(folder: Make) -> None:
    top = folder({"package.json": "{}"})
    with (top / "video.mp4").open("wb") as file:
        file.truncate(2 * 1024**3)
    with load(top) as project:
        assert [each.size for each in project.source.entries if each.path == "video.mp4"] == [2 * 1024**3]
        assert [each.kind for each in project.source.remarks] == ["large-file"]


def test_an_app_of_an_exported_monorepo_finds_its_root(folder: Make) -> None:
    top = folder(
        {"package.json": '{"workspaces": ["apps/*"]}', "apps/web/package.json": "{}", "other/package.json": "{}"}
    )
    with load(top / "apps/web") as project:
        assert (project.source.root, project.app, project.install_root) == (str(top), "apps/web", ".")
    with load(top / "other") as project:
        assert (project.source.root, project.app) == (str(top / "other"), ".")
