"""HEAD -> a temporary folder with exactly what a push would carry: blobs as they are stored, no filter, no checkout."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from buildcheck.errors import UsageError
from buildcheck.load.checkout import commit_object, state
from buildcheck.load.entries import Inspector
from buildcheck.load.git import Git, GitError
from buildcheck.load.paths import ancestors, decode, is_safe
from buildcheck.load.submodules import declared, opened
from buildcheck.load.temporary import temporary_folder
from buildcheck.model.project import IndexEntry, Source

_CHUNK = 1024**2


class Blob(NamedTuple):
    """A file of a tree: its path there, its object name, and its mode as git writes it."""

    path: str
    name: bytes
    mode: bytes


@contextmanager
def head(git: Git) -> Iterator[Source]:
    """Give the files of HEAD in a temporary folder that is gone when the block ends.

    Raises:
        UsageError: there is no commit yet.
        GitError: git can't read it.
    """
    now = state(git)
    if now.commit is None:
        raise UsageError(
            f"The repository at {git.folder} has no commit yet.",
            why="--source head verifies what a push would carry, and there is nothing to push.",
            do="Commit first, or verify the working tree: leave --source head out.",
        )
    with _tree_of(git, now.commit) as source:
        yield msgspec.structs.replace(
            source,
            branch=now.branch,
            modified=now.modified,
            untracked=now.untracked,
            checkout=str(git.folder),
        )


@contextmanager
def commit(git: Git, revision: str) -> Iterator[Source]:
    """Give the files of any commit, by whatever git takes for its name, as `head` does those of the last one. What lies
    on the disk beside it says nothing of it, so there is no ``checkout``.

    Raises:
        UsageError: there is no such commit.
        GitError: git can't read it.
    """
    try:
        found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as error:
        raise UsageError(
            f"{revision} is no commit of the repository at {git.folder}, and no file.",
            why="`git rev-parse` does not know it.",
            do="Name two commits, two bundles, or two files of `buildcheck snapshot --format json`.",
        ) from error
    with _tree_of(git, decode(found).strip()) as source:
        yield source


@contextmanager
def _tree_of(git: Git, commit: str) -> Iterator[Source]:
    with temporary_folder() as folder:
        inspector = Inspector(str(folder))
        held: list[IndexEntry] = []
        _materialise(git, commit, "", inspector, held)
        yield Source(
            kind="head",
            root=str(folder),
            entries=tuple(inspector.entries),
            remarks=tuple(inspector.remarks),
            commit=commit,
            commit_object=commit_object(git, commit),
            index=tuple(held),
        )


def _materialise(git: Git, commit: str, prefix: str, inspector: Inspector, held: list[IndexEntry]) -> None:
    blobs, links = _tree(git, commit)
    held += [IndexEntry(path=prefix + each.path, mode=each.mode.decode(), oid=each.name.decode()) for each in blobs]
    held += [IndexEntry(path=prefix + path, mode="160000", oid=oid) for path, oid in links]
    written = _write(git, blobs, Path(inspector.root) / prefix, inspector, prefix)
    inspector.look_at(prefix + path for path in written)
    names = declared_in_tree(inspector.root, prefix, git) if links else frozenset()
    for link, inner_commit in links:
        inner = opened(git, prefix, link, names, inspector)
        if inner is None:
            continue
        try:
            _materialise(inner, inner_commit, f"{prefix}{link}/", inspector, held)
        except GitError:
            inspector.remark("submodule", prefix + link, "The commit that HEAD wants of this submodule is not here.")


def declared_in_tree(root: str, prefix: str, git: Git) -> frozenset[str]:
    """Give what ``.gitmodules`` of HEAD declares: the materialised one, not the one in the user's folder."""
    reader = Git(git.folder)
    reader.folder = Path(root) / prefix
    return declared(reader)


def _tree(git: Git, commit: str) -> tuple[list[Blob], list[tuple[str, str]]]:
    """Give the blobs and the submodules (path, commit) of a commit."""
    blobs: list[Blob] = []
    links: list[tuple[str, str]] = []
    for record in git.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        facts, _, path = record.partition(b"\t")
        if not path:
            continue
        mode, kind, name = facts.split(b" ")
        if kind == b"blob":
            blobs.append(Blob(decode(path), name, mode))
        elif kind == b"commit":
            links.append((decode(path), decode(name)))
    return blobs, links


def _write(git: Git, blobs: list[Blob], folder: Path, inspector: Inspector, prefix: str) -> list[str]:
    """Write the blobs below ``folder`` and give the paths that were written.

    Links come last and never replace anything, and nothing is made below one: a crafted tree holds a link and a folder
    of one name.
    """
    wanted = [blob for blob in blobs if _safe(blob, inspector, prefix)]
    wanted.sort(key=lambda blob: blob.mode == b"120000")
    written: list[str] = []
    with tempfile.TemporaryFile() as names:
        names.write(b"".join(blob.name + b"\n" for blob in wanted))
        names.seek(0)
        with git.stream("cat-file", "--batch", "--buffer", stdin=names) as stream:
            for blob in wanted:
                if _write_one(stream, blob, folder, inspector.root):
                    written.append(blob.path)
                else:
                    inspector.remark("unreadable", prefix + blob.path, "It can't be written: a name twice, or no blob.")
    return sorted(written)


def _safe(blob: Blob, inspector: Inspector, prefix: str) -> bool:
    if not is_safe(blob.path):
        inspector.remark("skipped-unsafe", prefix + blob.path, "Its name leads out of the source or into .git.")
        return False
    return True


def _write_one(stream: IO[bytes], blob: Blob, folder: Path, root: str) -> bool:
    """Read one answer of ``cat-file --batch`` and write it; tell whether it could be written."""
    header = stream.readline().split()
    if len(header) != 3:
        return False
    content = _chunks(stream, int(header[2]))
    target = os.path.join(folder, blob.path)
    try:
        if _is_below_link(target, root):
            return False
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if blob.mode == b"120000":
            os.symlink(os.fsdecode(b"".join(content)), target)
        else:
            _write_file(target, content, 0o755 if blob.mode == b"100755" else 0o644)
    except (OSError, ValueError):
        return False
    finally:
        for _ in content:
            pass
        stream.read(1)
    return True


def _is_below_link(target: str, root: str) -> bool:
    """Whether one of the folders between ``root`` and ``target`` is a link, and so leads elsewhere."""
    below = os.path.relpath(os.path.dirname(target), root)
    return any(
        os.path.islink(os.path.join(root, each)) for each in ancestors(below.replace(os.sep, "/")) if each != "."
    )


def _chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Give the next ``size`` bytes in pieces, so that a huge blob never is in memory as a whole."""
    while size > 0 and (chunk := stream.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk


def _write_file(target: str, content: Iterator[bytes], mode: int) -> None:
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.writelines(content)
    os.chmod(target, mode)
