"""Paths that a clean source should hold -> entries and remarks, by looking at each on disk without following links."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable

from buildcheck.load.paths import is_safe, parent
from buildcheck.model.project import Entry, Remark

_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: three required lines, always below 1,024 bytes.
_POINTER_SIZES = range(100, 1024)
_SHELL = re.compile(r"\.(?:sh|bash|zsh|ksh)$")
_LARGE = 1024**3
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Inspector:
    """Looks at files below ``root`` and keeps what it found in ``entries`` and ``remarks``."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.entries: list[Entry] = []
        self.remarks: list[Remark] = []
        self._real_root = os.path.realpath(root)
        self._folders: dict[str, bool] = {".": True}

    def remark(self, kind: str, path: str, message: str) -> None:
        self.remarks.append(Remark(kind=kind, path=path, message=message))

    def look_at(self, paths: Iterable[str]) -> None:
        """Take in every path (relative to the root), or say why not."""
        for path in paths:
            self._one(path)

    def _one(self, path: str) -> None:
        if not is_safe(path):
            self.remark("skipped-unsafe", path, "Its name leads out of the source or into .git; it is left out.")
            return
        if not self._real_folder(parent(path)):
            self.remark("missing-on-disk", path, "Tracked, but its folder is missing or a link here.")
            return
        name = f"{self.root}/{path}"
        try:
            status = os.lstat(name)
        except (OSError, ValueError):
            self.remark("missing-on-disk", path, "Tracked, but not on disk here; a clean checkout would hold it.")
            return
        if stat.S_ISREG(status.st_mode):
            self._file(path, name, status)
        elif stat.S_ISLNK(status.st_mode):
            self._link(path, name)
        elif stat.S_ISDIR(status.st_mode):
            self.remark("missing-on-disk", path, "Tracked as a file, but a folder is in its place here.")
        else:
            self.remark("skipped-special", path, "A FIFO, socket or device; no checkout can hold it.")
        if any("\udc80" <= letter <= "\udcff" for letter in path):
            self.remark("not-utf8-name", path, "Its name is not UTF-8; JavaScript tools can't open it by name.")

    def _real_folder(self, folder: str) -> bool:
        """Tell whether every part of ``folder`` is a true folder: git doesn't look behind links, nor do we."""
        known = self._folders.get(folder)
        if known is None:
            try:
                known = self._real_folder(parent(folder)) and stat.S_ISDIR(os.lstat(f"{self.root}/{folder}").st_mode)
            except (OSError, ValueError):
                known = False
            self._folders[folder] = known
        return known

    def _file(self, path: str, name: str, status: os.stat_result) -> None:
        executable = bool(status.st_mode & stat.S_IXUSR)
        size = status.st_size
        self.entries.append(Entry(path=path, kind="file", size=size, executable=executable))
        if size >= _LARGE:
            self.remark("large-file", path, f"{size / 1024**3:.1f} GiB; git hosts refuse files of this size.")
        script = executable or _SHELL.search(path) is not None
        if not script and size not in _POINTER_SIZES:
            return
        try:
            head = _head(name)
        except OSError as error:
            self.remark("unreadable", path, f"It can't be read: {error.strerror}.")
            return
        if head.startswith(_POINTER):
            self.remark(
                "lfs-pointer", path, "A Git LFS pointer, not the file itself; most hosts don't fetch LFS files."
            )
        if script and _has_crlf(path, head):
            self.remark("crlf-script", path, "A script with Windows line ends (CRLF); Linux can't run it.")

    def _link(self, path: str, name: str) -> None:
        try:
            target = os.readlink(name)
        except OSError as error:
            self.remark("unreadable", path, f"It can't be read: {error.strerror}.")
            return
        self.entries.append(Entry(path=path, kind="symlink", size=len(os.fsencode(target)), target=target))
        if os.path.isabs(target) or not _inside(os.path.realpath(name), self._real_root):
            self.remark("symlink-outside", path, f"A link to {target}, which a clean checkout does not hold.")


def _head(name: str) -> bytes:
    """Give the first 4 KiB of a file that was regular a moment ago, without ever waiting for a FIFO in its place."""
    handle = os.open(name, _OPEN)
    try:
        return os.read(handle, 4096) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    finally:
        os.close(handle)


def _has_crlf(path: str, head: bytes) -> bool:
    """A ``#!`` line that ends in CR names an interpreter that does not exist; in shell scripts any CR breaks."""
    first, newline, _ = head.partition(b"\n")
    if head.startswith(b"#!"):
        return bool(newline) and first.endswith(b"\r")
    return _SHELL.search(path) is not None and b"\r\n" in head


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
