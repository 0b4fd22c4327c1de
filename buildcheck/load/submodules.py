"""Submodules: a commit of another repository at a folder (a gitlink). What a clone holds there depends on the host."""

from __future__ import annotations

from pathlib import Path

from buildcheck.load.entries import Inspector
from buildcheck.load.git import Git, GitError
from buildcheck.load.paths import decode, is_safe

MAX_DEPTH = 8


def declared(git: Git) -> frozenset[str]:
    """Give the folders that ``.gitmodules`` of this work tree declares."""
    try:
        listing = git.run("config", "--file", ".gitmodules", "--no-includes", "-z", "--get-regexp", r"\.path$")
    except GitError:
        return frozenset()
    return frozenset(decode(record.partition(b"\n")[2]) for record in listing.split(b"\0") if record)


def opened(git: Git, prefix: str, link: str, names: frozenset[str], inspector: Inspector) -> Git | None:
    """Give git in the submodule at ``link``, or say in a remark why its files are not part of the source."""
    path = prefix + link
    if link not in names:
        inspector.remark(
            "gitlink", path, "A repository inside the repository, not in .gitmodules: a clone holds an empty folder."
        )
        return None
    inner = _open(git.folder, link) if prefix.count("/") < MAX_DEPTH * 4 else None
    if inner is None:
        inspector.remark("submodule", path, "A submodule that is not initialised here: its files are not verified.")
        return None
    inspector.remark("submodule", path, "A submodule: hosts that can't reach its repository build without these files.")
    return inner


def _open(top: Path, link: str) -> Git | None:
    folder = top / link
    if not is_safe(link) or not (folder / ".git").exists() or folder.resolve() != top.resolve() / link:
        return None
    inner = Git(folder)
    try:
        shown = Path(decode(inner.run("rev-parse", "--show-toplevel")).rstrip("\n"))
    except GitError:
        return None
    return inner if shown == folder.resolve() else None
