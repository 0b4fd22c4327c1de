"""What an earlier build left in the app's folder: the build id, the bundler, and the routes that it says it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from buildcheck.model.built_app import BuiltApp
from buildcheck.model.machine import LocalOutput
from buildcheck.observe.surroundings import Surroundings, names, read_bytes, read_text

_BUILD_ID = re.compile(r"[\w.-]{1,200}")
_FILES = (
    "app-path-routes-manifest.json",
    "server/pages-manifest.json",
    "routes-manifest.json",
    "server/middleware-manifest.json",
    "server/functions-config-manifest.json",
)

ReadApp = Callable[[Mapping[str, bytes]], BuiltApp | None]


def output(folder: str | None, around: Surroundings, read_app: ReadApp) -> LocalOutput | None:
    """Give what lies in ``folder`` (relative to the source root); ``None`` where no build has ended there. ``read_app``
    makes routes of the framework's manifests, by path."""
    if folder is None:
        return None
    place = around.source / folder
    if place.is_symlink() or not place.is_dir():
        return None
    build_id = (read_text(place / "BUILD_ID", 1024) or "").strip()
    if not build_id:
        return LocalOutput(path=folder) if (place / "index.html").is_file() else None
    found = {each: read_bytes(place / each) for each in _FILES}
    contents = {f"{folder}/{each}": content for each, content in found.items() if content is not None}
    return LocalOutput(
        path=folder,
        build_id=build_id if _BUILD_ID.fullmatch(build_id) else None,
        bundler=_bundler(place),
        app=read_app(contents),
    )


def _bundler(place: Path) -> Literal["webpack", "turbopack"] | None:
    """Tell by the runtime that each bundler puts beside the chunks."""
    chunks = names(place / "static/chunks")
    if any(each.startswith("turbopack-") for each in chunks):
        return "turbopack"
    return "webpack" if any(each.startswith("webpack-") for each in chunks) else None
