"""What an earlier build left in the app's folder: the build id, the bundler, the routes that it says it has, and the
files for browsers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from buildcheck.load.regular_file import read_bytes, read_text
from buildcheck.model.built_app import CLIENT, EXPORTED, STANDALONE, BuiltApp, OutputMode, bundler_of
from buildcheck.model.machine import LocalOutput
from buildcheck.model.project import Entry
from buildcheck.observe.surroundings import Surroundings, is_link

_MOST_CLIENT = 5_000

_BUILD_ID = re.compile(r"[\w.-]{1,200}")
_FILES = (
    "app-path-routes-manifest.json",
    "server/pages-manifest.json",
    "routes-manifest.json",
    "server/middleware-manifest.json",
    "server/functions-config-manifest.json",
)

ReadApp = Callable[[Mapping[str, bytes]], BuiltApp | None]


def output(folder: str | None, entries: Iterable[Entry], around: Surroundings, read_app: ReadApp) -> LocalOutput | None:
    """Give what lies in ``folder`` (relative to the source root); ``None`` where no build has ended there. ``read_app``
    makes routes of the framework's manifests, by path; ``entries`` are the files of the source."""
    if folder is None:
        return None
    place = around.source / folder
    # The configuration is the project's: its folder may lead out, or have a name of any length.
    inside = around.source in Path(os.path.realpath(place)).parents
    if is_link(place) or not os.path.isdir(place) or not inside:
        return None
    build_id = (read_text(place / "BUILD_ID", 1024) or "").strip()
    if not build_id:
        return LocalOutput(path=folder) if (place / "index.html").is_file() else None
    found = {each: read_bytes(place / each) for each in _FILES}
    contents = {f"{folder}/{each}": content for each, content in found.items() if content is not None}
    client = dict(_client(place))
    return LocalOutput(
        path=folder,
        build_id=build_id if _BUILD_ID.fullmatch(build_id) else None,
        bundler=bundler_of(client),
        app=read_app(contents),
        mode=_mode(place),
        client=client,
        older=_older(place / "BUILD_ID", entries, around),
    )


def _mode(place: Path) -> OutputMode | None:
    if (place / EXPORTED).is_file():
        return "export"
    return "standalone" if (place / STANDALONE).is_dir() else None


def _client(place: Path) -> Iterator[tuple[str, int]]:
    """Give the files for browsers with their sizes; no link is followed."""
    waiting, left = [place / CLIENT], _MOST_CLIENT
    while waiting and left > 0:
        try:
            with os.scandir(waiting.pop()) as entries:
                for each in entries:
                    left -= 1
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(Path(each.path))
                    elif each.is_file(follow_symlinks=False):
                        yield Path(each.path).relative_to(place).as_posix(), each.stat(follow_symlinks=False).st_size
        except OSError:
            continue


def _older(marker: Path, entries: Iterable[Entry], around: Surroundings) -> bool | None:
    """Whether a file of the source was changed after ``marker``, which the build wrote."""
    try:
        built = marker.stat().st_mtime
        return any(os.lstat(around.source / each.path).st_mtime > built for each in entries)
    except OSError:
        return None
