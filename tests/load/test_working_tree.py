"""A git checkout: what a clean checkout would hold, as it is on disk now."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.model.project import Project
from tests.load.conftest import Content, commit, git, snapshot, write

Make = Callable[[dict[str, Content]], Path]
APP: dict[str, Content] = {"package.json": '{"name": "app"}', "src/a.js": "1\n"}


def kinds(project: Project) -> dict[str, str]:
    return {each.path: each.kind for each in project.source.remarks}


def paths(project: Project) -> set[str]:
    return {each.path for each in project.source.entries}


def test_tracked_files_as_they_are_now_and_nothing_else(repo: Make) -> None:
    top = repo({**APP, ".gitignore": "secret\n"})
    head = git(top, "rev-parse", "HEAD")
    write(top, {"src/a.js": "changed\n", "new.js": "", "secret": ""})
    (top / "link").symlink_to("src/a.js")
    git(top, "add", "link")
    with load(top) as project:
        assert paths(project) == {"package.json", "src/a.js", ".gitignore", "link"}
        assert (project.source.kind, project.source.commit, project.source.branch) == ("working-tree", head, "main")
        assert (project.source.modified, project.source.untracked) == (2, ("new.js",))
        by_path = {each.path: each for each in project.source.entries}
        assert by_path["src/a.js"].size == len("changed\n")
        assert by_path["link"].target == "src/a.js"


@pytest.mark.parametrize("source", ["working-tree", "head"])
def test_nothing_of_the_users_folder_is_written(repo: Make, source: str) -> None:
    top = repo(APP)
    os.utime(top / "src/a.js", (1, 1))
    before = snapshot(top)
    with load(top, source="head" if source == "head" else "working-tree"):
        pass
    assert snapshot(top) == before


def test_an_app_in_a_subfolder_of_a_repository(repo: Make) -> None:
    top = repo({"README.md": "", "frontend/package.json": "{}", "backend/main.py": ""})
    with load(top / "frontend") as project:
        assert (project.app, project.install_root, project.source.root) == ("frontend", "frontend", str(top))
        assert "backend/main.py" in paths(project)


def test_deleted_and_replaced_files_are_remarked_and_never_opened(repo: Make, tmp_path: Path) -> None:
    top = repo({**APP, "gone": "", "pipe": "", "dir": "", "d/x": "outside\n"})
    (top / "gone").unlink()
    (top / "pipe").unlink()
    os.mkfifo(top / "pipe")
    (top / "dir").unlink()
    (top / "dir").mkdir()
    (top / "d/x").unlink()
    (top / "d").rmdir()
    write(tmp_path / "outside", {"x": "not theirs"})
    (top / "d").symlink_to(tmp_path / "outside")
    with load(top) as project:
        assert kinds(project) == {
            "gone": "missing-on-disk",
            "pipe": "skipped-special",
            "dir": "missing-on-disk",
            "d/x": "missing-on-disk",
        }
        assert paths(project) == {"package.json", "src/a.js"}


def test_links_out_of_the_tree_are_kept_with_a_remark(repo: Make) -> None:
    top = repo(APP)
    for name, target in {"up": "../x", "abs": "/etc/passwd", "inside": "src", "loop": "loop"}.items():
        (top / name).symlink_to(target)
    (top / "through").symlink_to("up/../..")
    commit(top)
    with load(top) as project:
        assert {"up", "abs", "inside", "loop", "through"} <= paths(project)
        assert kinds(project) == {"up": "symlink-outside", "abs": "symlink-outside", "through": "symlink-outside"}


def test_modes_names_pointers_and_line_ends(repo: Make) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"
    top = repo({**APP, "run": "#!/bin/sh\r\n", "ok.sh": "#!/bin/sh\n", "bad.sh": "x\r\n", "logo.png": pointer})
    (top / "run").chmod(0o755)
    (top / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    commit(top)
    with load(top) as project:
        assert {each.path for each in project.source.entries if each.executable} == {"run"}
        assert kinds(project) == {
            "run": "crlf-script",
            "bad.sh": "crlf-script",
            "logo.png": "lfs-pointer",
            "caf\udce9.txt": "not-utf8-name",
        }


@pytest.mark.parametrize("source", ["working-tree", "head"])
def test_submodules_gitlinks_and_those_not_initialised(repo: Make, tmp_path: Path, source: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write(inner, {"lib.js": "inner\n"})
    git(inner, "init", "-q")
    commit(inner)
    top = repo(APP)
    allow = ("-c", "protocol.file.allow=always")
    git(top, *allow, "submodule", "add", "-q", str(inner), "here")
    git(top, *allow, "submodule", "add", "-q", str(inner), "later")
    git(top, *allow, "clone", "-q", str(inner), "bare")
    commit(top)
    git(top, "submodule", "deinit", "-q", "-f", "later")
    with load(top, source="head" if source == "head" else "working-tree") as project:
        assert kinds(project) == {"here": "submodule", "later": "submodule", "bare": "gitlink"}
        assert {"here/lib.js"} == {each for each in paths(project) if each.endswith("lib.js")}
        assert (Path(project.source.root) / "here/lib.js").read_text() == "inner\n"


def test_a_merge_conflict_lists_each_file_once(repo: Make) -> None:
    top = repo(APP)
    git(top, "checkout", "-q", "-b", "other")
    write(top, {"src/a.js": "other\n"})
    commit(top)
    git(top, "checkout", "-q", "main")
    write(top, {"src/a.js": "main\n"})
    commit(top)
    with pytest.raises(Exception, match="merge"):
        git(top, "merge", "other")
    with load(top) as project:
        assert [each.path for each in project.source.entries].count("src/a.js") == 1


def test_a_hooks_environment_does_not_lead_astray(repo: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repo(APP)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nothing"))
    with load(top) as project:
        assert paths(project) == set(APP)


def test_an_app_that_git_does_not_track_is_an_error_that_says_so(repo: Make) -> None:
    top = repo({"README.md": "", ".gitignore": "scratch/\n"})
    write(top, {"app/package.json": "{}", "scratch/package.json": "{}", "package.json": "{}"})
    with pytest.raises(UsageError, match="tracks no file"), load(top / "app"):
        pass
    with pytest.raises(UsageError, match="git does not track it"), load(top):
        pass
    with load(top / "scratch") as project:
        assert project.source.kind == "folder"
