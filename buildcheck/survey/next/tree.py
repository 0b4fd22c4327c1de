"""The files of the clean source -> a listing that can be asked like a disk: what exists, what lies below a folder.

Paths are relative to the folder of the app, with ``/`` between their parts and none at the front.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterable

from buildcheck.model.project import Entry


class Tree:
    """The files of one app, sorted as Next sorts them (by code unit)."""

    def __init__(self, entries: Iterable[Entry], root: str) -> None:
        """Take those of ``entries`` that lie below ``root`` (``"."``: all of them)."""
        prefix = "" if root == "." else f"{root}/"
        self.root = root
        self.paths = sorted(each.path[len(prefix) :] for each in entries if each.path.startswith(prefix))

    def below(self, folder: str) -> list[str]:
        """Give the files below ``folder``, relative to it."""
        prefix = f"{folder}/"
        start, end = bisect_left(self.paths, prefix), bisect_left(self.paths, f"{folder}0")  # "0" follows "/"
        return [each[len(prefix) :] for each in self.paths[start:end]]

    def beside(self, folder: str) -> list[str]:
        """Give the names of the files that lie in ``folder`` itself (``""``: the app's own folder)."""
        names = self.paths if folder == "" else self.below(folder)
        return [each for each in names if "/" not in each]

    def is_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder with a file in it; git knows no others."""
        place = bisect_left(self.paths, f"{path}/")
        return place < len(self.paths) and self.paths[place].startswith(f"{path}/")

    def is_file(self, path: str) -> bool:
        """Whether ``path`` is a file."""
        place = bisect_left(self.paths, path)
        return place < len(self.paths) and self.paths[place] == path

    def exists(self, path: str) -> bool:
        """Whether there is a file or a folder of that name: all that Next asks before it takes it for a router."""
        return self.is_file(path) or self.is_folder(path)

    def full(self, path: str) -> str:
        """Give ``path`` relative to the source root."""
        return posixpath.normpath(posixpath.join(self.root, path))
