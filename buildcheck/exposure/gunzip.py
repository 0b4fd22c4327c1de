"""A gzip file in pieces -> its content in pieces, with a limit on how much a small file may become."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

MAGIC = b"\x1f\x8b"
MOST = 64 * 1024**2
"""The most that is unpacked of one file, in bytes; the rest of it is not looked at."""

_PIECE = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class Gunzip:
    """Unpack one file. What is no gzip (any more) gives nothing: the content is a stranger's."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(_GZIP)
        self._left = MOST

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Give what ``piece`` unpacks to, in pieces."""
        waiting, more = piece, True
        while more and self._left > 0 and not self._unpack.eof:
            most = min(_PIECE, self._left)
            try:
                found = self._unpack.decompress(waiting, most)
            except zlib.error:
                self._left = 0
                return
            self._left -= len(found)
            waiting = self._unpack.unconsumed_tail
            more = bool(waiting) or len(found) == most
            if found:
                yield found
