"""The answer of the last `check`, as long as nothing that it was made from has changed.

In: a folder and settings; out: the kept `Report`, or None. What was read is known by stamps (times, size and inode of
every file and folder, as build tools do it), so that answering needs neither git nor a parser. The folders' stamps
tell of files that are new, those of git's own files tell of commits and of what is tracked.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec

from buildcheck.caches import cache_folder, keep_youngest, own_code
from buildcheck.errors import EngineError
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.model.value import Value

KEPT_SECONDS = 24 * 3600
"""What a registry answered counts for a day."""
MOST = 50
MOST_STAMPS = 200_000
_GIT_FILES = ("HEAD", "index", "packed-refs", "config", "info/exclude")
Stamp = tuple[int, int, int, int]
_MISSING: Stamp = (-1, -1, -1, -1)


class Kept(Value, frozen=True, kw_only=True):
    """A kept answer: its stamps by absolute path, and when it was made (seconds since the epoch)."""

    made: float
    by: str
    stamps: dict[str, Stamp]
    report: Report


def find(path: Path, settings: Settings) -> Report | None:
    """Give the last answer about ``path`` under the same settings, marked as kept, if nothing has changed since."""
    try:
        kept = _read(_file(path, settings))
    except (OSError, EngineError):
        return None
    if kept is None or kept.by != own_code() or not 0 <= time.time() - kept.made <= KEPT_SECONDS:
        return None
    if any(_stamp(name) != stamp for name, stamp in kept.stamps.items()):
        return None
    return msgspec.structs.replace(kept.report, cached="nothing changed since the last check")


def keep(path: Path, settings: Settings, report: Report, read: Iterable[str], *, began_ns: int) -> None:
    """Keep an answer. ``read`` are the absolute paths of all files and folders that decided it; ``began_ns`` is when
    the run began: what changed later may have been read before or after, so nothing is kept then, nor where nothing can
    be written."""
    stamps = {name: _stamp(name) for name in read}
    if len(stamps) > MOST_STAMPS or any(max(stamp[:2]) >= began_ns for stamp in stamps.values()):
        return
    kept = Kept(made=time.time(), by=own_code(), stamps=stamps, report=report)
    # A file name that is not UTF-8 can't be written as text; such a project is read anew each time.
    try:
        file = _file(path, settings)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_bytes(msgspec.msgpack.encode(kept))
        partial.replace(file)
        keep_youngest(file.parent, "*.bin", MOST)
    except (OSError, EngineError, UnicodeEncodeError):
        return


def inputs(root: str, files: Iterable[str], looked_at: Iterable[str] = ()) -> Iterator[str] | None:
    """Give the absolute paths that decide what is said about the source at ``root``: its ``files`` and their folders
    (relative), git's own, and what else was ``looked_at`` (absolute). None where git's folder is somewhere else."""
    git = os.path.join(root, ".git")
    if os.path.isfile(git):
        return None
    return _inputs(root, tuple(files), tuple(looked_at), git)


def _inputs(root: str, files: tuple[str, ...], looked_at: tuple[str, ...], git: str) -> Iterator[str]:
    folders = {folder for file in files for folder in map(str, PurePosixPath(file).parents)}
    for each in (*sorted(folders | {"."}), *files):
        yield os.path.normpath(os.path.join(root, each))
    for name in _GIT_FILES:
        yield os.path.join(git, name)
    yield from _branch(git)
    yield from looked_at


def _branch(git: str) -> Iterator[str]:
    """Give the file of the branch that is checked out."""
    try:
        head = Path(git, "HEAD").read_text("utf-8")
    except (OSError, ValueError):
        return
    if head.startswith("ref: refs/") and ".." not in head:
        yield os.path.join(git, head.removeprefix("ref: ").strip())


def _stamp(path: str) -> Stamp:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return _MISSING
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def _file(path: Path, settings: Settings) -> Path:
    folder = cache_folder() / "checks"
    folder.mkdir(exist_ok=True)
    key = repr((os.fsencode(path.resolve()), msgspec.json.encode(settings)))
    return folder / f"{sha256(key.encode()).hexdigest()[:40]}.bin"


def _read(file: Path) -> Kept | None:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=Kept)
    except (OSError, ValueError, RecursionError):
        return None
