"""Members of a bundle <-> one file, a gzip-compressed tar: the same members give the same bytes, and what is read may
come from anybody.

Written with the standard library; read with our own reader of tars (`engines.tar_reader`), which bounds all that a
stranger could make large. Only regular files are members: links of the source are entries of the manifest.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from buildcheck.engines.archive import MTIME
from buildcheck.engines.tar_reader import BadTar, TarReader
from buildcheck.errors import UsageError

MANIFEST = "bundle.json"
LARGEST = 512 * 1024**2
"""Bytes of all members together, unpacked."""
LARGEST_JSON = 64 * 1024**2
MOST_MEMBERS = 200_000
FREE_BYTES = 64 * 1024**2
STEEPEST = 200
"""Beyond `FREE_BYTES`, bytes that one compressed byte may become. Text becomes a tenth, zeros a thousandth."""

_PIECE = 256 * 1024


class BadBundle(UsageError):
    """The file is no bundle that may be used; ``why`` says why not."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This is no bundle that can be used.",
            why=why,
            do="Ask for it again: `buildcheck verify --bundle FILE` writes one.",
        )


def written(members: Mapping[str, bytes]) -> bytes:
    """Give the file: the manifest first, the others by name."""
    out = io.BytesIO()
    with tarfile.open(
        fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding="utf-8", errors="surrogateescape"
    ) as tar:
        for name in sorted(members, key=lambda each: (each != MANIFEST, each)):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(members[name]), 0o644, MTIME
            tar.addfile(info, io.BytesIO(members[name]))
    return gzip.compress(out.getvalue(), compresslevel=6, mtime=0)


def read(path: Path) -> dict[str, bytes]:
    """Give the members by name, the manifest first. Their names and sizes are what the archive says: who uses them
    holds them against the manifest.

    Raises:
        BadBundle: it is no such file, is broken, or holds what no bundle holds.
        UsageError: it can't be read.
    """
    try:
        with open(path, "rb") as file:
            return _members(file)
    except OSError as error:
        raise UsageError(
            f"{path} can't be read.", why=error.strerror or str(error), do="Give the file that --bundle wrote."
        ) from error


def _members(file: BinaryIO) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    reader = TarReader(_unpacked(file), LARGEST + FREE_BYTES)
    try:
        for member in reader:
            name = member.name.decode("utf-8", "surrogateescape")
            if member.kind != "file":
                raise BadBundle(f"It holds a {member.kind}; a bundle holds files only.")
            if not found and name != MANIFEST:
                raise BadBundle(f"It does not begin with {MANIFEST}.")
            if name in found:
                raise BadBundle("It holds a file twice.")
            if member.size > LARGEST or len(found) >= MOST_MEMBERS:
                raise BadBundle("It holds more than a bundle may.")
            found[name] = b"".join(reader.data())
    except BadTar as error:
        raise BadBundle(f"It can't be read: {error}.") from error
    if not found:
        raise BadBundle("It is empty.")
    return found


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=31)
    taken = given = 0
    try:
        while piece := file.read(_PIECE):
            taken += len(piece)
            while piece and not inflate.eof:
                made = inflate.decompress(piece, _PIECE)
                piece = inflate.unconsumed_tail
                given += len(made)
                if given > FREE_BYTES and given > STEEPEST * taken:
                    raise BadBundle("It becomes many times larger than any project does.")
                if made:
                    yield made
    except zlib.error as error:
        raise BadBundle("It is not compressed as a bundle is (gzip), or is damaged.") from error
