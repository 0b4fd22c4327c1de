"""Reading files below a folder that may be hostile or may change meanwhile: a path in, an open regular file out.

Between listing a project and reading it, a file or one of its parents can become a symbolic link to ``/etc/shadow`` or
a FIFO that blocks for ever. So each part of a path is opened relative to the one before it without following links
(``openat`` with ``O_NOFOLLOW``), and what was opened is looked at again before it is read. Where the platform lacks
``openat`` (Windows) the resolved path must lie inside the folder instead.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_HAS_OPENAT = os.open in os.supports_dir_fd and bool(_NO_FOLLOW)


class Folder:
    """A folder whose regular files can be opened by relative path. A context manager; not safe for threads."""

    def __init__(self, root: str | Path) -> None:
        self._root = Path(root)
        self._fds: list[int] = []
        self._parts: list[str] = []

    def __enter__(self) -> Self:
        if _HAS_OPENAT:
            self._fds.append(os.open(self._root, _FLAGS | _FOLDER))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for fd in self._fds:
            os.close(fd)
        self._fds.clear()
        self._parts.clear()

    def open(self, path: str) -> tuple[int, os.stat_result]:
        """Open the regular file at ``path`` (relative, POSIX) and give its descriptor, owned by the caller, and state.

        Raises:
            OSError: it is gone, is no regular file, or a link stands somewhere on the way to it.
        """
        parts = path.split("/")
        if any(part in ("", ".", "..") for part in parts):
            raise OSError(errno.EINVAL, "not a path inside the folder", path)
        fd = self._open_below(parts) if _HAS_OPENAT else self._open_resolved(path)
        state = os.fstat(fd)
        if not stat.S_ISREG(state.st_mode):
            os.close(fd)
            raise OSError(errno.EINVAL, "not a regular file", path)
        return fd, state

    def _open_below(self, parts: list[str]) -> int:
        self._descend(parts[:-1])
        return os.open(parts[-1], _FLAGS | _NO_FOLLOW | _NO_WAIT, dir_fd=self._fds[-1])

    def _descend(self, parts: list[str]) -> None:
        """Make the last descriptor that of the folder ``parts``, keeping those that are shared with the last call."""
        shared = 0
        while shared < min(len(parts), len(self._parts)) and parts[shared] == self._parts[shared]:
            shared += 1
        while len(self._parts) > shared:
            self._parts.pop()
            os.close(self._fds.pop())
        for part in parts[shared:]:
            self._fds.append(os.open(part, _FLAGS | _NO_FOLLOW | _FOLDER, dir_fd=self._fds[-1]))
            self._parts.append(part)

    def _open_resolved(self, path: str) -> int:
        wanted = self._root.resolve() / path
        if wanted.resolve() != wanted or not stat.S_ISREG(wanted.lstat().st_mode):
            raise OSError(errno.ELOOP, "a link stands in the way", path)
        return os.open(wanted, _FLAGS)


def read_below(root: Path, path: str, most: int) -> bytes:
    """Give the regular file at ``path`` below ``root``; nothing when there is none, or one of more than ``most``
    bytes."""
    try:
        with Folder(root) as folder:
            fd, state = folder.open(path)
            with os.fdopen(fd, "rb") as file:
                return file.read(most) if state.st_size <= most else b""
    except OSError:
        return b""
