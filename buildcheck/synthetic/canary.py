"""The part of a synthetic value by which it is found again: 12 hexadecimal digits in lower case.

``bc0d``, two digits of the run's seed, six of the variable: ``bc0d1a9f03c2``. Hexadecimal, because that stands wherever
letters, digits, UUIDs or hashes may stand, and begins with a letter, so that nothing takes it for a number. Browsers'
URL parser puts host names into lower case (WHATWG URL, "domain to ASCII"), which it is already; escapes of URLs, JSON
and HTML leave letters and digits alone.

All of a run begin with the same six digits; that 48 given bits stand in a file by chance does not happen.
Numbers have a form of their own: ``73`` and two digits of the seed, then of the variable.
"""

from __future__ import annotations

from hashlib import sha256

MARK = "bc0d"
NUMBER_MARK = "73"


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


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
