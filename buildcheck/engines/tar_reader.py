"""A tar stream written by a stranger: chunks of bytes in, members out, one at a time and never on disk.

The standard library's reader is not used on hostile input: it reads a PAX header or a GNU long name into memory
whatever size it claims (``tarfile.TarInfo._proc_pax`` and ``_proc_gnulong``), follows chains of such headers by
recursion, and expands sparse maps. This one knows what engines write (POSIX ustar, PAX, GNU; pax(1) in POSIX.1-2017),
bounds each header and each chain, and treats everything else as an end or as a member that can't be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

BLOCK = 512
MAX_HEADER = 64 * 1024
MAX_CHAIN = 8
_MAX_SIZE = 1 << 62

Kind = Literal[
    "file", "folder", "symbolic link", "hard link", "device", "FIFO", "sparse file", "member of an unknown kind"
]

_KINDS: dict[bytes, Kind] = {
    b"\0": "file",
    b"0": "file",
    b"7": "file",
    b"1": "hard link",
    b"2": "symbolic link",
    b"3": "device",
    b"4": "device",
    b"5": "folder",
    b"6": "FIFO",
    b"S": "sparse file",
}


class BadTar(Exception):
    """The stream can't be read further; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member. ``name`` is as written in the archive; ``size`` is the length of its data in the stream."""

    name: bytes
    kind: Kind
    size: int


class TarReader:
    """Iterate to get members; the data of the last one may be read with `data`, and is skipped otherwise.

    ``budget`` bounds the bytes read from the stream; what lies beyond is not read.
    """

    def __init__(self, chunks: Iterable[bytes], budget: int) -> None:
        self._chunks = iter(chunks)
        self._waiting = memoryview(b"")
        self._budget = budget
        self._left = 0
        self._padding = 0

    def __iter__(self) -> Iterator[Member]:
        """Give the members until the end mark.

        Raises:
            BadTar: the stream is broken, cut off, or over the budget.
        """
        while (member := self._next()) is not None:
            self._expect(member.size)
            yield member
            if self._left > self._budget:
                # A sparse file of a terabyte takes no room where it lies, but comes through here as zeros.
                raise BadTar("more data than is read at most")
            for _ in self.data():
                pass
            self._skip_padding()

    def data(self) -> Iterator[memoryview]:
        """Give what is left of the current member's data, in pieces.

        Raises:
            BadTar: the stream ends before the data does, or is over the budget.
        """
        while self._left:
            piece = self._some(self._left)
            self._left -= len(piece)
            yield piece

    def _next(self) -> Member | None:
        """Read headers up to one that describes a member; those before it lend it a long name or a size."""
        lent = _Lent()
        for _ in range(MAX_CHAIN):
            block = self._exactly(BLOCK)
            if not any(block):
                return None
            kind, size = _checked(block), _number(block[124:136])
            if kind not in (b"x", b"g", b"L", b"K"):
                return lent.member(Member(_ustar_name(block), _KINDS.get(kind, "member of an unknown kind"), size))
            content = self._header_content(size)
            if kind == b"x":
                lent = lent.with_records(content)
            elif kind == b"L":
                lent = replace(lent, name=content.rstrip(b"\0"))
        raise BadTar(f"more than {MAX_CHAIN} extension headers in a row")

    def _header_content(self, size: int) -> bytes:
        if size > MAX_HEADER:
            raise BadTar(f"an extension header of {size:,} bytes")
        self._expect(size)
        content = b"".join(self.data())
        self._skip_padding()
        return content

    def _expect(self, size: int) -> None:
        self._left = size
        self._padding = -size % BLOCK

    def _skip_padding(self) -> None:
        self._exactly(self._padding)
        self._padding = 0

    def _exactly(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            found += self._some(size - len(found))
        return bytes(found)

    def _some(self, most: int) -> memoryview:
        """Give between one and ``most`` of the next bytes."""
        while not self._waiting:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise BadTar("the archive is cut off")
            self._waiting = memoryview(chunk)
        piece, self._waiting = self._waiting[:most], self._waiting[most:]
        self._budget -= len(piece)
        if self._budget < 0:
            raise BadTar("more data than is read at most")
        return piece


@dataclass(frozen=True, slots=True)
class _Lent:
    """What extension headers say about the member that follows them."""

    name: bytes | None = None
    size: int | None = None
    sparse: bool = False

    def with_records(self, content: bytes) -> _Lent:
        """Add the records of a PAX extended header; the last of a keyword wins."""
        name, size, sparse = self.name, self.size, self.sparse
        for key, value in _records(content):
            if key == b"path":
                name = value
            elif key == b"size":
                size = _decimal(value)
            elif key.startswith(b"GNU.sparse."):
                sparse = True
        return _Lent(name, size, sparse)

    def member(self, member: Member) -> Member:
        """Give ``member`` as the headers say it really is. Only files have data: a size elsewhere is not data."""
        name = member.name if self.name is None else self.name
        size = member.size if self.size is None else self.size
        if member.kind in ("symbolic link", "hard link", "device", "FIFO", "folder"):
            size = 0
        return Member(name, "sparse file" if self.sparse else member.kind, size)


def _checked(block: bytes) -> bytes:
    """Give the type flag of a header whose checksum (bytes unsigned or, by old writers, signed) is right."""
    stated = _number(block[148:156])
    plain = block[:148] + b" " * 8 + block[156:]
    unsigned = sum(plain)
    if stated not in (unsigned, unsigned - 256 * sum(byte > 127 for byte in plain)):
        raise BadTar("a header's checksum is wrong")
    return block[156:157]


def _number(field: bytes) -> int:
    """Read a numeric field: octal digits, or base 256 where the first bit is set (GNU, for 8 GiB and more)."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big") - (0x80 << 8 * (len(field) - 1))
        return _in_range(value)
    digits = field.split(b"\0", 1)[0].strip(b" ")
    if digits.strip(b"01234567"):
        raise BadTar("a number in a header is not octal")
    return _in_range(int(digits or b"0", 8))


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > 20:
        raise BadTar("a number in an extension header is not decimal")
    return _in_range(int(text))


def _in_range(value: int) -> int:
    if not 0 <= value <= _MAX_SIZE:
        raise BadTar("a number in a header is out of range")
    return value


def _ustar_name(block: bytes) -> bytes:
    name = block[:100].split(b"\0", 1)[0]
    prefix = block[345:500].split(b"\0", 1)[0] if block[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _records(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Read PAX records: ``"%d %s=%s\\n"`` where the number is the length of the whole record."""
    at = 0
    while at < len(content):
        space = content.find(b" ", at, at + 20)
        length = _decimal(content[at:space]) if space > at else 0
        record = content[space + 1 : at + length]
        key, equals, value = record.partition(b"=")
        if at + length > len(content) or not equals or not record.endswith(b"\n"):
            raise BadTar("an extension header can't be read")
        yield key, value[:-1]
        at += length
