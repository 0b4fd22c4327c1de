"""Where the files of the repository lie in the stages of an image: what ``COPY`` brings, traced back through stages.

In go the copies of a Dockerfile in their order, out comes for each path of an image the path in the repository that it
stands for. A path below a copied folder counts as made from that folder: ``/app/.next`` is the app's ``.next`` when the
app lies in ``/app``.
"""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from buildcheck.load.files import Files
from buildcheck.load.paths import within
from buildcheck.model.deployment import Copied

_MAX_MATCHES = 200
_MAX_PLACED = 2_000


class Placed(NamedTuple):
    """A file or folder of the repository (``origin``, ``None``: something else) that lies at ``path`` in an image."""

    path: str
    origin: str | None
    folder: bool


Layout = list[Placed]
"""What lies in a stage, in the order in which it came: a later thing covers an earlier one."""


def origin(layout: Layout, path: str) -> Placed | None:
    """Give what ``path`` of an image was made from; ``None`` where nothing known lies there. Folders are laid over each
    other: what names the nearest folder counts, and the later of two that name the same."""
    covering = [each for each in layout if each.path == path or (each.folder and _below(path, each.path))]
    if not covering:
        return None
    nearest = max(len(each.path) for each in covering)
    found = [each for each in covering if len(each.path) == nearest][-1]
    if found.path == path:
        return found
    inner = posixpath.relpath(path, found.path)
    source = None if found.origin is None else posixpath.normpath(posixpath.join(found.origin, inner))
    return Placed(path, source, True)


def folder_at(layout: Layout, path: str) -> str | None:
    """Give the folder of the repository that ``path`` of an image stands for; a copied ``package.json`` tells, too."""
    found = origin(layout, path)
    if found is not None and found.folder and found.origin is not None:
        return found.origin
    manifest = origin(layout, posixpath.join(path, "package.json"))
    if manifest is not None and manifest.origin is not None and manifest.origin.endswith("package.json"):
        return posixpath.dirname(manifest.origin) or "."
    return None


class Copier:
    """Carries out the copies of one Dockerfile. ``context`` is the folder that it is built in."""

    def __init__(self, files: Files, context: str) -> None:
        self._files = files
        self._context = context

    def from_context(self, sources: tuple[str, ...], target: str, layout: Layout) -> Iterator[Copied]:
        """Place files of the repository. ``target`` is absolute, with a final ``/`` where it was written."""
        several = len(sources) > 1
        for source in sources:
            for path in self._matching(source):
                is_folder = self._is_folder(path)
                place = self._place(path, target, several=several, folder=is_folder)
                _put(layout, Placed(place, path, is_folder))
                yield Copied(source=source, target=place, origin=path, folder=is_folder)

    def from_stage(self, sources: tuple[str, ...], target: str, stage: Layout, layout: Layout) -> Iterator[Copied]:
        """Place what lies in another stage."""
        several = len(sources) > 1
        for source in sources:
            path = posixpath.normpath(posixpath.join("/", source))
            for each in self._in_stage(path, stage):
                inside = [placed for placed in stage if _below(placed.path, each.path) and placed.path != each.path]
                is_folder = each.folder and not self._is_file(each.origin)
                place = self._place(each.path, target, several=several, folder=is_folder)
                _put(layout, Placed(place, each.origin, is_folder))
                for placed in inside:
                    _put(layout, placed._replace(path=posixpath.join(place, posixpath.relpath(placed.path, each.path))))
                yield Copied(source=source, target=place, origin=each.origin, folder=is_folder)

    def _in_stage(self, path: str, stage: Layout) -> list[Placed]:
        if not _has_wildcard(path):
            found = origin(stage, path)
            below = any(_below(each.path, path) for each in stage)
            return [found or Placed(path, None, below or "." not in posixpath.basename(path))]
        return [each for each in stage if fnmatch.fnmatchcase(each.path, path)][:_MAX_MATCHES]

    def _matching(self, source: str) -> list[str]:
        """Give the repository's paths that a source of the context names; a path that is not there, as it is."""
        path = posixpath.normpath(posixpath.join(self._context, source.lstrip("/")))
        if not _has_wildcard(path):
            return [path]
        folder = posixpath.dirname(path) or "."
        depth = path.count("/")
        names = {"/".join(each.split("/")[: depth + 1]) for each in self._files.by_path if within(each, _fixed(folder))}
        return sorted(each for each in names if each.count("/") == depth and fnmatch.fnmatchcase(each, path))[
            :_MAX_MATCHES
        ]

    def _place(self, path: str, target: str, *, several: bool, folder: bool) -> str:
        """The contents of a folder go into the target; a file does under its own name when the target is a folder."""
        if not folder and (several or target.endswith("/")):
            return posixpath.join(target, posixpath.basename(path))
        return posixpath.normpath(target)

    def _is_file(self, path: str | None) -> bool:
        return path is not None and path in self._files.by_path

    def _is_folder(self, path: str) -> bool:
        if path in self._files.by_path:
            return False
        return path == "." or any(within(each, path) for each in self._files.folders) or "." not in path[-6:]


def _put(layout: Layout, placed: Placed) -> None:
    if len(layout) < _MAX_PLACED:
        layout.append(placed)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")


def _has_wildcard(path: str) -> bool:
    return any(each in path for each in "*?[")


def _fixed(folder: str) -> str:
    """Give the part of a folder that holds no wildcard."""
    parts: list[str] = []
    for each in folder.split("/"):
        if _has_wildcard(each):
            break
        parts.append(each)
    return "/".join(parts) or "."
