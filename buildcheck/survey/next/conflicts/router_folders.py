"""Folders that look like routers and are not read, and folders that Next refuses (lib/find-pages-dir.ts)."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict, Fate
from buildcheck.survey.next.names import without_extension
from buildcheck.survey.next.routes import has_extension
from buildcheck.survey.next.structure import Structure


def folder_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give what is wrong with the folders of the routers."""
    folders, version = structure.folders, structure.version
    if folders.app is None and folders.pages is None:
        yield from _no_router(structure)
        return
    for each in (folders.app, folders.pages):
        if each is not None and structure.tree.is_file(each):
            yield _conflict(structure, "no-router-dir", "refused", each, kind="file")
    for ignored in folders.ignored:
        used = folders.app if ignored.endswith("app") else folders.pages
        if used is None:
            yield _conflict(structure, "app-dir-not-enabled", "said", ignored, str(folders.pages))
        elif _is_router(structure, ignored):
            kind = "whole" if not _is_router(structure, used) else "part"
            yield _conflict(structure, "router-dir-ignored", "silent", ignored, used, kind=kind)
    apart = folders.app and folders.pages and folders.app.rpartition("/")[0] != folders.pages.rpartition("/")[0]
    if apart and version >= (16, 0, 0):
        yield _conflict(structure, "routers-in-different-folders", "refused", str(folders.pages), str(folders.app))


def _no_router(structure: Structure) -> Iterator[Conflict]:
    off = next((each for each in structure.folders.ignored if each.endswith("app")), None)
    if off is not None and structure.version >= (13, 0, 0):
        yield _conflict(structure, "app-dir-not-enabled", "refused", off)
    else:
        yield _conflict(structure, "no-router-dir", "refused", *([off] if off else ["package.json"]))


def _is_router(structure: Structure, folder: str) -> bool:
    """Whether what lies there was meant as routes, and is not a folder of sources that only has the name."""
    names = [each for each in structure.tree.below(folder) if has_extension(each, structure.extensions)]
    stems = {(path.count("/"), without_extension(path.rpartition("/")[2], structure.extensions)) for path in names}
    if folder.endswith("app"):
        return any(stem in ("page", "route") for _, stem in stems)
    return not stems.isdisjoint({(0, "index"), (0, "_app"), (0, "_document")}) or any(
        each.startswith("api/") for each in names
    )


def _conflict(structure: Structure, check: str, fate: Fate, *paths: str, kind: str = "") -> Conflict:
    return Conflict(check=check, places=tuple(map(structure.at, paths)), fate=fate, kind=kind)
