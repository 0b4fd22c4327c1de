"""A git work tree -> the tracked files as they are on disk now."""

from __future__ import annotations

from typing import NamedTuple

from buildcheck.load.entries import Inspector
from buildcheck.load.git import Git, GitError
from buildcheck.load.paths import decode
from buildcheck.load.submodules import declared, opened
from buildcheck.model.project import IndexEntry, Source

MAX_UNTRACKED = 1000
MAX_COMMIT = 64 * 1024
_STATUS_SECONDS = 20


class State(NamedTuple):
    """How the work tree stands to HEAD. Unknown parts are ``None``."""

    commit: str | None = None
    branch: str | None = None
    modified: int | None = None
    untracked: tuple[str, ...] = ()


def state(git: Git) -> State:
    """Give the state of the work tree. Where git can't tell (it hangs on a FIFO, say), only the commit is given."""
    try:
        git.disarm_filters()
        output = git.run(
            "status",
            "--porcelain=v2",
            "--branch",
            "-z",
            "--untracked-files=all",
            "--ignore-submodules=all",
            "--no-renames",
            seconds=_STATUS_SECONDS,
        )
    except GitError:
        return State(commit=_commit(git))
    return _parse_status(output)


def commit_object(git: Git, commit: str | None) -> bytes | None:
    """Give what git stores for ``commit``; ``None`` where it can't tell, or it is unreasonably large."""
    if commit is None:
        return None
    try:
        content = git.run("cat-file", "commit", commit)
    except GitError:
        return None
    return content if len(content) <= MAX_COMMIT else None


def _commit(git: Git) -> str | None:
    try:
        return decode(git.run("rev-parse", "--verify", "--quiet", "HEAD")).strip()
    except GitError:
        return None


def _parse_status(output: bytes) -> State:
    """Read porcelain v2 (git-status(1)). Without renames, every record is one NUL-ended field."""
    commit = branch = None
    modified = 0
    untracked: list[str] = []
    for record in output.split(b"\0"):
        if record.startswith(b"# branch.oid "):
            commit = decode(record[13:])
        elif record.startswith(b"# branch.head "):
            branch = decode(record[14:])
        elif record.startswith((b"1 ", b"2 ", b"u ")):
            modified += 1
        elif record.startswith(b"? ") and len(untracked) < MAX_UNTRACKED:
            untracked.append(decode(record[2:]))
    return State(
        commit=None if commit == "(initial)" else commit,
        branch=None if branch == "(detached)" else branch,
        modified=modified,
        untracked=tuple(untracked),
    )


def working_tree(git: Git) -> Source:
    """Give the tracked files of the work tree at ``git.folder`` as they are on disk, submodules included.

    Raises:
        GitError: git can't list them.
    """
    inspector = Inspector(str(git.folder))
    held: dict[str, IndexEntry] = {}
    _list(git, "", inspector, held)
    now = state(git)
    return Source(
        kind="working-tree",
        root=str(git.folder),
        entries=tuple(inspector.entries),
        remarks=tuple(inspector.remarks),
        commit=now.commit,
        commit_object=commit_object(git, now.commit),
        branch=now.branch,
        modified=now.modified,
        untracked=now.untracked,
        index=tuple(held.values()),
    )


def _list(git: Git, prefix: str, inspector: Inspector, held: dict[str, IndexEntry]) -> None:
    """Look at every tracked file of one work tree, and note in ``held`` how git has it; ``prefix`` is its place in the
    source, ``""`` or ``"folder/"``."""
    paths: dict[str, None] = {}
    links: list[str] = []
    for record in git.run("ls-files", "-z", "--stage").split(b"\0"):
        facts, _, name = record.partition(b"\t")
        if not name:
            continue
        path, (mode, oid, *_) = prefix + decode(name), facts.decode().split(" ")
        # A merge conflict lists up to three stages of one path; on disk it is one file.
        held.setdefault(path, IndexEntry(path=path, mode=mode, oid=oid))
        if mode == "160000":
            links.append(decode(name))
        else:
            paths[path] = None
    inspector.look_at(paths)
    names = declared(git) if links else frozenset()
    for link in dict.fromkeys(links):
        inner = opened(git, prefix, link, names, inspector)
        if inner is not None:
            _list(inner, f"{prefix}{link}/", inspector, held)
