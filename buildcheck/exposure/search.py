"""Bytes in pieces of any size -> the places where canaries stand, each with what stands around it.

A hit that two pieces share counts. What is kept between pieces is a few kilobytes, whatever the file's size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from buildcheck.exposure.needles import Group, Needle
from buildcheck.model.environment import Encoding

BEFORE = 512
AFTER = 1024
"""Bytes around a hit that are given along."""

_BATCH = 256 * 1024


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary: ``offset`` is that of its first byte from the beginning of what was searched, ``text`` what stands
    there (a canary in base64 is another text)."""

    variable: str
    encoding: Encoding
    offset: int
    text: str
    before: bytes
    after: bytes


class Search:
    """Feed it pieces, then finish; ``found`` is called for each hit."""

    def __init__(self, groups: tuple[Group, ...], found: Callable[[Hit], None]) -> None:
        self._groups = groups
        self._found = found
        self._waiting: list[bytes | memoryview] = []
        self._size = 0
        self._kept = b""
        self._kept_from = 0
        self._done = 0

    def feed(self, piece: bytes | memoryview) -> None:
        """Take the next bytes. Small pieces are put together first: each look costs a little."""
        self._waiting.append(bytes(piece))
        self._size += len(piece)
        if self._size >= _BATCH:
            self._look(last=False)

    def finish(self) -> None:
        """Say that there are no more bytes."""
        self._look(last=True)

    def _look(self, *, last: bool) -> None:
        data = b"".join((self._kept, *self._waiting))
        self._waiting, self._size = [], 0
        start = self._done - self._kept_from
        end = len(data) if last else max(start, len(data) - AFTER)
        for group in self._groups:
            self._look_for(group, data, start, end)
        self._done = self._kept_from + end
        keep = max(0, end - BEFORE)
        self._kept, self._kept_from = data[keep:], self._kept_from + keep

    def _look_for(self, group: Group, data: bytes, start: int, end: int) -> None:
        at = data.find(group.prefix, start)
        while -1 < at < end:
            needle = next((each for each in group.needles if data.startswith(each.text, at)), None)
            if needle is not None and (needle.encoding != "number" or _stands_alone(data, at, needle)):
                self._report(needle, data, at)
            at = data.find(group.prefix, at + 1)

    def _report(self, needle: Needle, data: bytes, at: int) -> None:
        after = at + len(needle.text)
        self._found(
            Hit(
                variable=needle.variable,
                encoding=needle.encoding,
                offset=self._kept_from + at,
                text=needle.text.decode(),
                before=data[max(0, at - BEFORE) : at],
                after=data[after : after + AFTER - len(needle.text)],
            )
        )


def _stands_alone(data: bytes, at: int, needle: Needle) -> bool:
    """Whether a number is not part of a longer word or number."""
    around = data[max(0, at - 1) : at] + data[at + len(needle.text) : at + len(needle.text) + 1]
    return not any(each in b"." or chr(each).isalnum() for each in around)
