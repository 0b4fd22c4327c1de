"""Text that takes the place of a secret one: the same length and kinds of characters, and nothing else of it."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable

_LOWER, _UPPER, _DIGITS = (each.encode() for each in (string.ascii_lowercase, string.ascii_uppercase, string.digits))
_HEX = frozenset(b"0123456789abcdefABCDEF-")

Span = tuple[int, int]


def made(text: bytes, seed: str) -> bytes:
    """Give text in the place of ``text``: letters for letters (of hexadecimal ones hexadecimal ones), digits for
    digits, and everything else as it is. It depends on ``seed`` and these kinds alone."""
    draw = random.Random(seed)
    letters = 6 if _HEX.issuperset(text) else 26
    return bytes(_other(each, draw, letters) for each in text)


def _other(byte: int, draw: random.Random, letters: int) -> int:
    if byte in _DIGITS:
        return draw.choice(_DIGITS)
    if byte in _UPPER:
        return draw.choice(_UPPER[:letters])
    # Of a character that is not ASCII every byte becomes a letter, so that the text stays UTF-8.
    return draw.choice(_LOWER[:letters]) if byte in _LOWER or byte >= 0x80 else byte


def guessable(length: int, seed: str) -> bytes:
    """Give ``length`` characters that anybody would try first as a password, in the place of others of that kind."""
    word = b"admin" if length > 4 else b"abc"
    return (word + made(b"0" * length, seed))[:length]


def replaced(content: bytes, spans: Iterable[Span], seed: str) -> bytes:
    """Give ``content`` with made text in the place of each span (begin, end)."""
    result = bytearray(content)
    for begin, end in spans:
        result[begin:end] = made(content[begin:end], f"{seed}\0{begin}")
    return bytes(result)
