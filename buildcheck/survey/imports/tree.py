"""The clean source as a resolver needs it: which paths are files, through links as well, and what the disk has besides.

Only what is below the source's root (or the checkout that it was copied from) is looked at, and never through a link.
"""

from __future__ import annotations

import os
import posixpath
from functools import cached_property

from buildcheck.load.paths import ancestors, parent
from buildcheck.model.project import Source

_MOST_LINKS = 8
# What lies there is never part of a checkout, and is some tool's own business.
_NEVER = frozenset({"node_modules", ".git"})


class Tree:
    """The files and folders of ``source``. Paths are relative to its root; ``"."`` is the root."""

    def __init__(self, source: Source) -> None:
        self.files = {each.path for each in source.entries if each.kind == "file"}
        self.folders = {"."}
        for folder in {parent(path) for path in self.files}:
            self._add_folder(folder)
        self._links = {each.path: each.target or "" for each in source.entries if each.kind == "symlink"}
        self.untracked = frozenset(source.untracked)
        self._roots = tuple(dict.fromkeys(filter(None, (source.root, source.checkout))))
        self._listed: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def _add_folder(self, folder: str) -> None:
        for each in ancestors(folder):
            if each in self.folders:
                return
            self.folders.add(each)

    def file(self, path: str) -> str | None:
        """Give the file that ``path`` is, or that a link of the source leads to; ``None`` where there is none."""
        if path in self.files:
            return path
        real = self._followed(path)
        return real if real in self.files else None

    def folder(self, path: str) -> str | None:
        """Give the folder that ``path`` is, as `file` does."""
        if path in self.folders:
            return path
        real = self._followed(path)
        return real if real in self.folders else None

    def _followed(self, path: str) -> str | None:
        for _ in range(_MOST_LINKS if self._links else 0):
            link = next((each for each in ancestors(path) if each in self._links), None)
            if link is None:
                return path
            target = self._links[link]
            if target.startswith("/"):
                return None
            path = posixpath.normpath(posixpath.join(parent(link), target, path[len(link) + 1 :]))
            if path.startswith(".."):
                return None
        return None

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.files:
            found.setdefault(path.casefold(), []).append(path)
        return found

    def in_other_letters(self, path: str) -> str | None:
        """Give the file whose path differs from ``path`` only in upper and lower case."""
        return next((each for each in sorted(self._folded.get(path.casefold(), ())) if each != path), None)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The paths of all files without their last extension."""
        return frozenset(posixpath.splitext(each)[0] for each in self.files)

    def on_disk(self, path: str) -> bool:
        """Tell whether the machine's disk has a file that is spelled exactly ``path``, whatever git says of it."""
        if _NEVER.intersection(path.split("/")):
            return False
        return any(self._on_disk(root, path) for root in self._roots)

    @property
    def looked_at(self) -> frozenset[str]:
        """The folders (absolute) whose contents were read from the disk."""
        return frozenset(os.path.join(*key.split("\0")).rstrip("/") for key in self._listed)

    def _on_disk(self, root: str, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return name in self._list(root, folder)[0]

    def _list(self, root: str, folder: str) -> tuple[frozenset[str], frozenset[str]]:
        """Give the names of the files and of the folders in ``folder``; none where it is behind a link."""
        key = f"{root}\0{folder}"
        known = self._listed.get(key)
        if known is None:
            above, _, name = folder.rpartition("/")
            known = (frozenset(), frozenset())
            if not folder or name in self._list(root, above)[1]:
                known = _listing(os.path.join(root, folder))
            self._listed[key] = known
        return known


def _listing(folder: str) -> tuple[frozenset[str], frozenset[str]]:
    files, folders = set(), set()
    try:
        with os.scandir(folder) as entries:
            for each in entries:
                if each.is_file(follow_symlinks=False):
                    files.add(each.name)
                elif each.is_dir(follow_symlinks=False):
                    folders.add(each.name)
    except (OSError, ValueError):
        return frozenset(), frozenset()
    return frozenset(files), frozenset(folders)
