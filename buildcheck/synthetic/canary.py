"""The part of a synthetic value by which it is found again: 12 hexadecimal digits in lower case.

``bc0d``, two digits of the run's seed, six of the variable: ``bc0d1a9f03c2``. Hexadecimal, because that stands wherever
letters, digits, UUIDs or hashes may stand, and begins with a letter, so that nothing takes it for a number. Browsers'
URL parser puts host names into lower case (WHATWG URL, "domain to ASCII"), which it is already; escapes of URLs, JSON
and HTML leave letters and digits alone. Base64 of it depends on what stands before it: one of three texts.

All of a run begin with the same six digits; that 48 given bits stand in a file by chance does not happen.
Numbers have a form of their own: ``73`` and two digits of the seed, then of the variable.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

MARK = "bc0d"
NUMBER_MARK = "73"
SHORTEST_NUMBER = 8
"""With fewer digits, variables of one run would share their number."""


def canary(name: str, seed: str) -> str:
    """Give the canary of the variable ``name``: the same for the same seed."""
    return MARK + _digest(seed)[:2] + _digest(f"{seed}\0{name}")[:6]


def number(name: str, seed: str, digits: int) -> str:
    """Give a number of ``digits`` decimal digits that stands for the variable."""
    start = f"{NUMBER_MARK}{int(_digest(seed)[:4], 16) % 100:02d}"
    rest = str(int(_digest(f"{seed}\0{name}"), 16))
    return (start + rest)[:digits]


def padding(name: str, seed: str, length: int) -> str:
    """Give ``length`` hexadecimal digits that look random and are the same each time."""
    text = ""
    while len(text) < length:
        text += _digest(f"{seed}\0{name}\0{len(text)}")
    return text[:length]


def in_base64(mark: str) -> tuple[str, str, str]:
    """Give the digits of base64 that ``mark`` alone decides, behind 0, 1 and 2 bytes of its first group."""
    whole = (mark, mark[2:], mark[1:])
    first, second, third = (b64encode(each[: len(each) // 3 * 3].encode()).decode() for each in whole)
    return first, second, third


def carried(value: str, name: str, seed: str) -> str | None:
    """Give the canary by which ``value`` is found again, ``None`` where it holds none."""
    if value.isascii() and value.isdecimal():
        return value if len(value) >= SHORTEST_NUMBER and value == number(name, seed, len(value)) else None
    mark = canary(name, seed)
    return mark if mark in value or any(each in value for each in in_base64(mark)) else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
