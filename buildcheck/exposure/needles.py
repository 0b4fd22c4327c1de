"""Canaries -> the byte strings by which they are found again: as they are, in base64 and in hexadecimal.

A canary is lower-case letters and digits, so URL, JSON and HTML escapes leave it alone (`surroundings` tells them
apart). Base64 of such text has no ``+``, ``/``, ``-`` or ``_`` either: the letters of both alphabets are the same for
it. Canaries of one run begin alike, so that a file is looked through once for all of them (`Group`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from buildcheck.model.environment import Encoding
from buildcheck.model.synthetic import SyntheticValue

SHORTEST = 8
"""A shorter text is found by chance in any large script."""
SHORTEST_NUMBER = 6
"""A shorter number is found by chance: tables of characters, colours, sizes."""

_ALIKE = 4
_RUN = re.compile(r"[A-Za-z0-9]{16,}")


@dataclass(frozen=True, slots=True)
class Needle:
    """A text that proves that the value of ``variable`` is there."""

    text: bytes
    variable: str
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Group:
    """Needles that begin with ``prefix``, the longest first."""

    prefix: bytes
    needles: tuple[Needle, ...]


def make_groups(values: Mapping[str, SyntheticValue]) -> tuple[Group, ...]:
    """Give what to look for. A value without a canary, or with one that chance would make, can't be found."""
    kinds: dict[str, list[Needle]] = {}
    for value in values.values():
        for kind, needle in _needles(value):
            kinds.setdefault(kind, []).append(needle)
    texts = Counter(_run(each) for each in values.values())
    keys = [Needle(run, each.name, "plain") for each in values.values() if (run := _run(each)) and texts[run] == 1]
    kinds["key"] = keys
    return tuple(group for needles in kinds.values() for group in _grouped(needles))


def _needles(value: SyntheticValue) -> Iterator[tuple[str, Needle]]:
    canary = (value.canary or "").encode()
    if value.number:
        if len(canary) >= SHORTEST_NUMBER:
            yield "number", Needle(canary, value.name, "number")
        return
    if len(canary) < SHORTEST:
        return
    yield "plain", Needle(canary, value.name, "plain")
    yield "hex", Needle(canary.hex().encode(), value.name, "hex")
    yield "HEX", Needle(canary.hex().upper().encode(), value.name, "hex")
    for before in range(3):
        yield f"base64 {before}", Needle(_base64(canary, before), value.name, "base64")


def _run(value: SyntheticValue) -> bytes:
    """Give a text of a private key that no escape changes: a key can carry no canary. Where several variables were
    given the same key, nobody could tell whose it is."""
    if value.type != "pem" or value.canary is not None:
        return b""
    return max((each.encode() for each in _RUN.findall(value.value)), key=len, default=b"")


def _base64(text: bytes, before: int) -> bytes:
    """Give the digits of base64 that ``text`` alone decides where ``before`` bytes of its first group are others'."""
    whole = text[-before % 3 :]
    return b64encode(whole[: len(whole) // 3 * 3])


def _grouped(needles: Iterable[Needle]) -> Iterator[Group]:
    ordered = sorted(needles, key=lambda each: each.text)
    for _, alike in groupby(ordered, key=lambda each: each.text[:_ALIKE]):
        members = tuple(alike)
        yield Group(
            _shared(members[0].text, members[-1].text), tuple(sorted(members, key=lambda each: -len(each.text)))
        )


def _shared(first: bytes, last: bytes) -> bytes:
    """Give how both texts begin, and with them all that stand between them in order."""
    length = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return first[:length]
