"""What a build wrote, read as hostile: a tar stream in, paths with sizes and hashes out.

Nothing is written to disk and nothing is decompressed. What can't be an artefact (links, devices, names that lead out
of the folder, too much of anything) is left out with a remark; no content of the stream makes this raise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256

from buildcheck.engines.base import Collected, Sinks
from buildcheck.engines.tar_reader import BadTar, Member, TarReader
from buildcheck.model.build import Artefact
from buildcheck.model.value import Value

SKIPPED = (".next/cache", "node_modules/.cache")
"""Folders (at any depth) that hold a tool's own cache and no artefacts."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_MAX_REMARKS = 100


class ArtefactLimits(Value, frozen=True, kw_only=True):
    """The most that is read. Sizes in bytes; ``total`` counts everything in the stream, left out or not, and
    ``kept`` is the most that one kept file may have."""

    count: int = 100_000
    total: int = 4 * 1024**3
    file: int = 2 * 1024**3
    depth: int = 64
    path: int = 4096
    kept: int = 1024**2
    kept_total: int = 64 * 1024**2


def read(
    chunks: Iterable[bytes],
    *,
    prefix: str,
    skip: tuple[str, ...] = SKIPPED,
    limits: ArtefactLimits | None = None,
    keep: Callable[[str], bool] | None = None,
    sinks: Sinks | None = None,
) -> Collected:
    """Read a tar stream.

    Args:
        chunks: the stream as it comes; an error that this iterable raises itself is passed on.
        prefix: the folder, relative to the source root, that the names in the archive are relative to: ``apps/web``
            for an archive of ``apps/web/.next`` whose names begin with ``.next``; ``.`` for the root itself.
        skip: folders that are left out at any depth, without a remark.
        limits: the most that is read.
        keep: says for a path whether the content of a file is wanted (in `Collected.contents`).
        sinks: says for a path and a size who wants the file's bytes as they come.
    """
    reading = _Reading(prefix, skip, limits or ArtefactLimits(), keep, sinks)
    reader = TarReader(chunks, reading.limits.total)
    try:
        for member in reader:
            if reading.full():
                break
            reading.take(member, reader)
    except BadTar as error:
        reading.remark(f"The rest of the build output was not read: {error}.")
    return reading.result()


class _Reading:
    """The state of one read."""

    def __init__(
        self,
        prefix: str,
        skip: tuple[str, ...],
        limits: ArtefactLimits,
        keep: Callable[[str], bool] | None,
        sinks: Sinks | None,
    ) -> None:
        self.limits = limits
        self._prefix = "" if prefix in ("", ".") else prefix.rstrip("/") + "/"
        self._skip = tuple(f"/{each.strip('/')}/" for each in skip)
        self._keep = keep
        self._sinks = sinks
        self._found: dict[str, Artefact] = {}
        self._contents: dict[str, bytes] = {}
        self._kept = 0
        self._remarks: list[str] = []
        self._unsaid = 0
        self._members = 0

    def full(self) -> bool:
        """Say whether the next member would be one too many. Folders and what is left out cost time too: of all
        members together four times as many are looked at."""
        self._members += 1
        if len(self._found) < self.limits.count and self._members <= 4 * self.limits.count:
            return False
        self.remark(f"The rest of the build output was not read: it has more than {self.limits.count:,} files.")
        return True

    def take(self, member: Member, reader: TarReader) -> None:
        if member.kind == "folder":
            return
        name = member.name.decode("utf-8", "replace")
        if any(each in f"/{self._prefix}{name}/" for each in self._skip):
            return
        refused = self._refusal(member, name)
        if refused is not None:
            self.remark(f"{_shown(member.name)} was left out: {refused}.")
            return
        path = self._prefix + "/".join(part for part in name.split("/") if part not in ("", "."))
        if path in self._found:
            self.remark(f"{_shown(member.name)} was left out: the archive has it more than once.")
            return
        self._read(path, member.size, reader)

    def _refusal(self, member: Member, name: str) -> str | None:
        """Say why a member can't be an artefact."""
        parts = name.split("/")
        reasons = (
            (member.kind != "file", f"it is a {member.kind}"),
            (len(member.name) > self.limits.path, "its name is too long"),
            (len(parts) > self.limits.depth, "it lies too deep"),
            (name.encode() != member.name, "its name is not UTF-8"),
            (_CONTROL.search(name) is not None, "its name has control characters"),
            (name.startswith("/"), "its name is absolute"),
            (".." in parts, "its name leads out of the folder"),
            (not name.strip("./"), "it has no name"),
            (member.size > self.limits.file, f"it has {member.size:,} bytes"),
        )
        return next((reason for refused, reason in reasons if refused), None)

    def _read(self, path: str, size: int, reader: TarReader) -> None:
        digest = sha256()
        kept = bytearray() if self._wanted(path, size) else None
        sink = self._sinks(path, size) if self._sinks is not None else None
        for piece in reader.data():
            digest.update(piece)
            if sink is not None:
                sink(piece)
            if kept is not None:
                kept += piece
        self._found[path] = Artefact(path=path, size=size, sha256=digest.hexdigest())
        if kept is not None:
            self._contents[path] = bytes(kept)
            self._kept += size

    def _wanted(self, path: str, size: int) -> bool:
        fits = size <= self.limits.kept and self._kept + size <= self.limits.kept_total
        return fits and self._keep is not None and self._keep(path)

    def remark(self, text: str) -> None:
        if len(self._remarks) < _MAX_REMARKS:
            self._remarks.append(text)
        else:
            self._unsaid += 1

    def result(self) -> Collected:
        more = (f"{self._unsaid:,} more files were left out.",) if self._unsaid else ()
        artefacts = tuple(sorted(self._found.values(), key=lambda each: each.path))
        return Collected(artefacts=artefacts, remarks=(*self._remarks, *more), contents=self._contents)


def _shown(name: bytes) -> str:
    """Give a stranger's file name in a form that is safe to show: quoted, escaped, cut."""
    text = repr(_CONTROL.sub("\ufffd", name[:200].decode("utf-8", "backslashreplace")))
    return text if len(name) <= 200 else text + "..."
