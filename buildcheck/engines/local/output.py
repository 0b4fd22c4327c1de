"""A folder that a build wrote, as a tar stream: so that one reader judges build output, whatever engine it came from.

Links are named and never followed; a folder that is itself reached through a link is a link.
"""

from __future__ import annotations

import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

from buildcheck.engines.artefacts import SKIPPED
from buildcheck.engines.folder import Folder

_PIECE = 1024 * 1024


def stream_output(work: Path, folder: str) -> Iterator[bytes]:
    """Give what is in ``folder`` as a tar, names relative to ``work``; without members when there is no such folder."""
    parts = folder.split("/")
    ways = ("/".join(parts[: count + 1]) for count in range(len(parts)))
    obstacle = next((way for way in ways if not stat.S_ISDIR(_mode(work / way))), None)
    if obstacle is not None:
        yield from _special(work, obstacle)
    else:
        with Folder(work) as files:
            for name in _names(work, folder):
                yield from _member(work, files, name)
    yield b"\0" * (2 * tarfile.BLOCKSIZE)


def _names(work: Path, folder: str) -> Iterator[str]:
    """Give the names of all that is no folder; caches are not even looked into."""
    for parent, folders, names in os.walk(work / folder):
        here = Path(parent).relative_to(work).as_posix()
        links = [each for each in folders if os.path.islink(os.path.join(parent, each))]
        folders[:] = sorted(each for each in folders if each not in links and not _is_cache(f"{here}/{each}"))
        for name in sorted([*names, *links]):
            yield f"{here}/{name}"


def _is_cache(path: str) -> bool:
    return any(f"/{path}".endswith(f"/{each}") for each in SKIPPED)


def _member(work: Path, files: Folder, name: str) -> Iterator[bytes]:
    try:
        fd, state = files.open(name)
    except OSError:
        yield from _special(work, name)
        return
    with os.fdopen(fd, "rb", buffering=0) as file:
        yield _header(name, tarfile.REGTYPE, state.st_size)
        missing = state.st_size
        while missing and (piece := file.read(min(missing, _PIECE))):
            missing -= len(piece)
            yield piece
        yield b"\0" * (missing + -state.st_size % tarfile.BLOCKSIZE)


def _special(work: Path, name: str) -> Iterator[bytes]:
    """Give a member that names what is no regular file, so that the reader remarks it."""
    mode = _mode(work / name)
    kinds = (
        (stat.S_ISLNK(mode), tarfile.SYMTYPE),
        (stat.S_ISFIFO(mode), tarfile.FIFOTYPE),
        (stat.S_ISCHR(mode) or stat.S_ISBLK(mode), tarfile.CHRTYPE),
        (bool(mode), b"?"),
    )
    for matches, kind in kinds:
        if matches:
            yield _header(name, kind, 0)
            return


def _header(name: str, kind: bytes, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
