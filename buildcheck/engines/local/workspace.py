"""The run's own folder: made outside the project, filled with the clean source, and removed on every path.

Its parts are ``work`` (the source root), ``home``, ``tmp``, ``bin`` and ``trace`` (what our probes write). It is noted
in the run registry before it is made, so that the next run finds it if this one is killed.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from buildcheck.caches import cache_folder
from buildcheck.engines import runs
from buildcheck.engines.archive import stream_source
from buildcheck.engines.local.processes import end_stragglers
from buildcheck.engines.tar_reader import TarReader
from buildcheck.errors import UsageError
from buildcheck.model.project import Source

PREFIX = "buildcheck-"
PARTS = ("work", "home", "tmp", "bin", "trace")
_UNLIMITED = 1 << 62


@contextmanager
def workspace(source: Source) -> Iterator[Path]:
    """Give a new run folder with its empty parts; at the end its processes and it are gone."""
    remove_abandoned()
    with runs.begin() as run:
        root = _place(source) / f"{PREFIX}{run.id}"
        run.add_folder(root)
        try:
            root.mkdir(mode=0o700)
            for part in PARTS:
                (root / part).mkdir()
            yield root
        finally:
            remove(root)


def remove_abandoned() -> tuple[str, ...]:
    """Remove what killed runs of the local engine left behind, and give the folders that were removed.

    A record is a file that a project could have written, so only folders that are plainly ours are touched. Records
    that name volumes belong to the Docker engine and stay.
    """
    removed: list[str] = []
    for record in runs.abandoned():
        for name in record.folders:
            folder = Path(name)
            if folder.name == f"{PREFIX}{record.id}" and not folder.is_symlink():
                end_stragglers(folder)
                remove(folder)
                removed.append(name)
        if not record.volumes:
            runs.forget(record)
    return tuple(removed)


def remove(root: Path) -> None:
    """Remove a folder of ours whatever its modes are; never follows a link."""
    if root.exists():
        shutil.rmtree(root, onerror=_make_writable)


def place_source(source: Source, work: Path, only: frozenset[str]) -> None:
    """Write the entries ``only`` of the source below ``work``. What an earlier step wrote there stays: an install may
    bring a tracked file up to date.

    Raises:
        UsageError: the source changed since it was listed.
        OSError: the disk is full, or the file system can't hold a name.
    """
    wanted = {each.path: each for each in source.entries if each.path in only}
    reader = TarReader(stream_source(source, only=only), _UNLIMITED)
    for member in reader:
        path = work / os.fsdecode(member.name)
        if member.kind == "file" and not os.path.lexists(path):
            _write(path, reader.data(), work, executable=wanted[os.fsdecode(member.name)].executable)
    for entry in wanted.values():
        if entry.kind == "symlink" and not os.path.lexists(work / entry.path):
            _make_parent(work / entry.path, work)
            os.symlink(entry.target or "", work / entry.path)


def place_files(contents: Mapping[str, bytes], work: Path) -> None:
    """Write files of our own below ``work``, by path; what is there already stays."""
    for name, content in contents.items():
        path = work / name
        if not os.path.lexists(path):
            _make_parent(path, work)
            path.write_bytes(content)


def _make_parent(path: Path, work: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.resolve().is_relative_to(work):
        raise UsageError(
            f"{path.relative_to(work)} would be written outside of the source.",
            why="A folder on the way to it is a symbolic link that leads out.",
            do="Remove that link from the project.",
        )


def _write(path: Path, content: Iterator[memoryview], work: Path, *, executable: bool) -> None:
    _make_parent(path, work)
    with path.open("xb") as out:
        for piece in content:
            out.write(piece)
    path.chmod(0o755 if executable else 0o644)


def _place(source: Source) -> Path:
    """Give the folder for temporary folders; never one inside the project, which must stay as it is."""
    temporary = Path(tempfile.gettempdir()).resolve()
    return cache_folder() if temporary.is_relative_to(Path(source.root).resolve()) else temporary


def _make_writable(function: Callable[..., Any], path: str, _: object) -> None:
    """Give back the right to remove and try once more: package managers write read-only folders."""
    for each in (os.path.dirname(path), path):
        if not os.path.islink(each) and os.path.exists(each):
            os.chmod(each, os.stat(each).st_mode | stat.S_IRWXU)
    try:
        function(path)
    except OSError:
        shutil.rmtree(path, ignore_errors=True)
