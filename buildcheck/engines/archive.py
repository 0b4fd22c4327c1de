"""The clean source as a tar stream, and as a key: a `Source` in, bytes out, without a temporary file.

The format is GNU tar: a name is plain bytes of any length there, so that names which are not UTF-8 pass unharmed.
Memory use does not depend on the size of the files.
"""

from __future__ import annotations

import os
import posixpath
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from buildcheck.engines.folder import Folder
from buildcheck.errors import UsageError
from buildcheck.model.project import Entry, Source

MTIME = 499_162_500
"""The time of every file: 1985-10-26T08:15:00Z, what npm itself gives the files of packages.

A clone gives all files about the same time, "now", so tools that compare times find equal ones: a constant keeps that
and makes two runs equal. It is after 1980 because the ZIP format can't state an earlier one.
"""

WORK = "/work"
"""Where the source root lies in every container."""

_PIECE = 1024 * 1024
_BATCH = 256 * 1024


def write_source(
    source: Source, out: BinaryIO, *, only: frozenset[str] | None = None, owner: int = 10001, prefix: str = ""
) -> None:
    """Write what `stream_source` gives to ``out``.

    Raises:
        UsageError: the source changed since it was listed.
    """
    for piece in stream_source(source, only=only, owner=owner, prefix=prefix):
        out.write(piece)


def stream_source(
    source: Source, *, only: frozenset[str] | None = None, owner: int = 10001, prefix: str = ""
) -> Iterator[bytes]:
    """Give the entries of ``source`` as a tar, in pieces of about a megabyte at most.

    Args:
        source: what to read; its symbolic links are written as they were listed and never followed.
        only: the paths to take, ``None`` for all. Paths that the source lacks are not an error.
        owner: the user and group id of every member.
        prefix: a relative folder that everything goes into; it and all parent folders are members of the archive.

    Raises:
        UsageError: the source changed since it was listed (a file is gone, has another size, or became a link).
    """
    return _batched(_members(source, only, owner, prefix.strip("/")))


def content_key(source: Source, only: frozenset[str] | None = None) -> str:
    """Give the SHA-256 (hex) over path, mode and content of the entries: equal keys, equal files.

    Raises:
        UsageError: the source changed since it was listed.
    """
    digest = sha256()
    with Folder(source.root) as folder:
        for entry in _chosen(source, only):
            name = os.fsencode(entry.path)
            mode = b"l" if entry.kind == "symlink" else b"x" if entry.executable else b"f"
            target = os.fsencode(entry.target or "")
            size = len(target) if entry.kind == "symlink" else entry.size
            digest.update(b"%s %d %d\0%s%s" % (mode, len(name), size, name, target))
            if entry.kind == "file":
                for piece in _content(folder, entry):
                    digest.update(piece)
    return digest.hexdigest()


def _chosen(source: Source, only: frozenset[str] | None) -> list[Entry]:
    entries = source.entries if only is None else (each for each in source.entries if each.path in only)
    return sorted(entries, key=lambda each: each.path)


def _members(source: Source, only: frozenset[str] | None, owner: int, prefix: str) -> Iterator[bytes]:
    made: set[str] = set()
    with Folder(source.root) as folder:
        for entry in _chosen(source, only):
            name = f"{prefix}/{entry.path}" if prefix else entry.path
            for parent in _new_parents(name, made):
                yield _header(parent, tarfile.DIRTYPE, 0o755, owner)
            if entry.kind == "symlink":
                yield _header(name, tarfile.SYMTYPE, 0o777, owner, target=_target(entry))
                continue
            yield _header(name, tarfile.REGTYPE, 0o755 if entry.executable else 0o644, owner, size=entry.size)
            yield from _content(folder, entry)
            yield b"\0" * (-entry.size % tarfile.BLOCKSIZE)
    yield b"\0" * (2 * tarfile.BLOCKSIZE)


def _target(entry: Entry) -> str:
    """Give where a link leads. One that climbs out of the source is written as the absolute path that it means in the
    container: Docker refuses an archive with a link out of the folder that it is unpacked in (pkg/archive,
    createTarFile), and the whole source with it."""
    target = entry.target or ""
    reached = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target))
    climbs = reached == ".." or reached.startswith("../")
    return posixpath.normpath(posixpath.join(WORK, reached)) if climbs else target


def _new_parents(name: str, made: set[str]) -> list[str]:
    parts = name.split("/")[:-1]
    parents = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    new = [each for each in parents if each not in made]
    made.update(new)
    return new


def _header(name: str, kind: bytes, mode: int, owner: int, *, size: int = 0, target: str = "") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.size, info.linkname = kind, mode, size, target
    info.uid = info.gid = owner
    info.mtime = MTIME
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _content(folder: Folder, entry: Entry) -> Iterator[bytes]:
    """Give exactly ``entry.size`` bytes: the header has been written, so there is no other way than an error."""
    try:
        fd, state = folder.open(entry.path)
    except OSError as error:
        raise _changed(entry, error.strerror or str(error)) from error
    with os.fdopen(fd, "rb", buffering=0) as file:
        if state.st_size != entry.size:
            raise _changed(entry, f"it had {entry.size:,} bytes and now has {state.st_size:,}")
        missing = entry.size
        while missing:
            piece = file.read(min(missing, _PIECE))
            if not piece:
                raise _changed(entry, "it became shorter")
            missing -= len(piece)
            yield piece


def _changed(entry: Entry, reason: str) -> UsageError:
    shown = entry.path.encode("utf-8", "backslashreplace").decode()
    return UsageError(
        f"{shown} changed while the project was read: {reason}.",
        why="A program or an editor is writing to the project folder.",
        do="Run buildcheck again when nothing else is writing to it.",
    )


def _batched(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces: thousands of 512-byte headers must not become thousands of HTTP chunks."""
    waiting = bytearray()
    for piece in pieces:
        if len(waiting) + len(piece) >= _BATCH and waiting:
            yield bytes(waiting)
            waiting.clear()
        if len(piece) >= _BATCH:
            yield piece
        else:
            waiting += piece
    if waiting:
        yield bytes(waiting)
