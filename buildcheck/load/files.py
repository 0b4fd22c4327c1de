"""Reading files of a clean source: only what is in it, never through a link that leaves it, never more than a limit."""

from __future__ import annotations

import os
import stat

from buildcheck.load.paths import join, parent
from buildcheck.model.project import Entry, Source

MAX_BYTES = 64 * 1024**2
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Files:
    """The files of ``source`` by path, and by folder."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.by_path: dict[str, Entry] = {each.path: each for each in source.entries}
        self.folders: dict[str, list[str]] = {}
        for path in self.by_path:
            self.folders.setdefault(parent(path), []).append(path.rpartition("/")[2])

    def names(self, folder: str) -> list[str]:
        """Give the names of the files directly in ``folder``."""
        return self.folders.get(folder, [])

    def has(self, folder: str, name: str) -> bool:
        return join(folder, name) in self.by_path

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """Give the bytes of a file, ``None`` if it is not part of the source, larger than ``limit``, or unreadable."""
        entry = self._followed(path)
        if entry is None or entry.size > limit:
            return None
        try:
            handle = os.open(os.path.join(self.source.root, entry.path), _OPEN)
        except OSError:
            return None
        with open(handle, "rb") as file:
            return file.read(limit) if stat.S_ISREG(os.fstat(handle).st_mode) else None

    def text(self, path: str, limit: int = MAX_BYTES) -> str | None:
        """Give a file as text without a byte order mark; what is not UTF-8 is replaced."""
        content = self.read(path, limit)
        return None if content is None else content.decode("utf-8-sig", "replace")

    def text_with_mark(self, path: str, limit: int = MAX_BYTES) -> str | None:
        """Give a file as text, a byte order mark included; what is not UTF-8 is replaced."""
        content = self.read(path, limit)
        return None if content is None else content.decode("utf-8", "replace")

    def _followed(self, path: str) -> Entry | None:
        """Give the file at ``path``, or the file of this source that a link there leads to."""
        entry = self.by_path.get(path)
        if entry is None or entry.kind == "file":
            return entry
        real = os.path.relpath(
            os.path.realpath(os.path.join(self.source.root, path)), os.path.realpath(self.source.root)
        )
        found = self.by_path.get(real.replace(os.sep, "/"))
        return found if found is not None and found.kind == "file" else None
