"""`Contents` -> a folder with the source of the bundle, and the `Source` that a load would give of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from buildcheck.bundle.archive import BadBundle
from buildcheck.errors import UsageError
from buildcheck.load.paths import parent
from buildcheck.load.temporary import temporary_folder
from buildcheck.model.bundle import Beside, Contents, SourceFile
from buildcheck.model.project import Entry, Source

_MODULES = "node_modules"


@contextmanager
def staged(contents: Contents) -> Iterator[Source]:
    """Write the source into a temporary folder that is gone when the block ends. Beside it lies what the survey of the
    bundle's machine saw: empty files, and packages that have nothing but a version.

    Raises:
        BadBundle: its names don't fit together on this disk.
        UsageError: the disk does not take it, or the bundle does not hold the whole source.
    """
    if not contents.bundle.source.complete:
        raise UsageError(
            "The bundle does not hold the source.",
            why="It was made with --no-source.",
            do="Name a folder with the same source: `buildcheck replay FILE --source FOLDER`.",
        )
    with temporary_folder() as folder:
        root = folder / "project"
        root.mkdir()
        try:
            _write(root, contents)
            place_beside(root, contents.bundle.beside)
        except FileExistsError as error:
            raise BadBundle("Two of its names are one on this disk, which takes upper and lower case alike.") from error
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "a name that is none here"
            raise UsageError(
                "The bundle could not be unpacked.", why=str(reason), do="Free space, or replay it on another machine."
            ) from error
        yield source_of(contents, root)


def source_of(contents: Contents, root: Path) -> Source:
    """Give the source of the bundle as it lies in ``root``."""
    told = contents.bundle.source
    return Source(
        kind=told.kind,
        root=str(root),
        entries=tuple(_entry(each) for each in told.files),
        commit=told.built_commit or told.commit,
        commit_object=contents.commit_object,
        branch=told.branch,
        modified=told.modified,
        untracked=told.untracked,
        index=told.index,
        remarks=told.remarks,
    )


def _entry(file: SourceFile) -> Entry:
    return Entry(path=file.path, kind=file.kind, size=file.size, executable=file.executable, target=file.target)


def _write(root: Path, contents: Contents) -> None:
    """Write files first and links last, so that no file is written through a link. No name is a folder of another one
    (`unpack` looked), so that no link is either."""
    for file in sorted(contents.bundle.source.files, key=lambda each: (each.kind == "symlink", each.path)):
        place = root / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.kind == "symlink":
            os.symlink(file.target or "", place)
        else:
            _new(place, contents.files[file.path], 0o755 if file.executable else 0o644)
    _assert_apart(root, contents)


def _assert_apart(root: Path, contents: Contents) -> None:
    """Folders that differ in case alone become one on some disks without an error."""
    folders = {parent(each.path) for each in contents.bundle.source.files}
    for folder in folders - {"."}:
        name = folder.rpartition("/")[2]
        if name not in os.listdir(root / parent(folder)):
            raise FileExistsError


def place_beside(root: Path, beside: Beside) -> None:
    """Put what lay beside the source into ``root``, as far as nothing is there."""
    for path in beside.files:
        place = root / path
        # A link of the source may stand in the way: nothing is written through it.
        if not _is_reached(root, place.parent):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(place):
            _new(place, b"", 0o644)
    if beside.installed is None:
        return
    if not os.path.lexists(root / _MODULES):
        (root / _MODULES).mkdir()
        _packages(root / _MODULES, beside.installed.top)
        for name in beside.installed.bins:
            _stub(root / _MODULES / ".bin", name, b"")
    _packages(root.parent / _MODULES, beside.installed.above)


def _is_reached(root: Path, folder: Path) -> bool:
    """Whether no part of the way from ``root`` to ``folder`` is a link or a file."""
    between = [folder, *folder.parents][: len(folder.relative_to(root).parts)]
    return all(not each.is_symlink() and (each.is_dir() or not os.path.lexists(each)) for each in between)


def _packages(folder: Path, packages: Mapping[str, str | None]) -> None:
    for name, version in packages.items():
        content = json.dumps({"version": version} if version is not None else {}).encode()
        _stub(folder, f"{name}/package.json", content)


def _stub(folder: Path, name: str, content: bytes) -> None:
    """Write a small file below a folder of ours; a name that leads elsewhere is passed over."""
    parts = name.split("/")
    if len(parts) > 3 or any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return
    place = folder.joinpath(*parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        _new(place, content, 0o644)


def _new(place: Path, content: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(place, flags, mode), "wb") as file:
        file.write(content)
    place.chmod(mode)
