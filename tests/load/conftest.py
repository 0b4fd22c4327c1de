"""Real git repositories in temporary folders, and a snapshot that shows whether anything was written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

_IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.test", "-c", "commit.gpgSign=false")

Content = str | bytes


def write(folder: Path, files: Mapping[str, Content]) -> None:
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def git(folder: Path, *argv: str) -> str:
    done = subprocess.run(["git", *_IDENTITY, *argv], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "work")
    return git(folder, "rev-parse", "HEAD")


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, size and time of change of everything in ``folder``, ``.git`` included."""
    found = {}
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files, "."):
            path = os.path.join(above, name)
            status = os.lstat(path)
            found[path] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Callable[[dict[str, Content]], Path]:
    """Make a repository with these files, committed."""

    def make(files: dict[str, Content]) -> Path:
        folder = tmp_path / "repo"
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        write(folder, files)
        commit(folder)
        return folder

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, Content]], Path]:
    """Make a folder with these files that is no repository."""

    def make(files: dict[str, Content]) -> Path:
        made = tmp_path / "folder"
        made.mkdir()
        write(made, files)
        return made

    return make
