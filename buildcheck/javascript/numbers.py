"""The text of a number in JavaScript -> its value."""

from __future__ import annotations

_BASES = {"0x": 16, "0o": 8, "0b": 2}
_LONGEST = 400


def number_of(text: str) -> int | float | None:
    """Give the value of a numeric literal; ``None`` for a BigInt, which equals no number, and for what is no number."""
    plain = text.replace("_", "").lower()
    if len(plain) > _LONGEST:
        return None
    try:
        value = _value(plain)
    except (ValueError, OverflowError):
        return None
    if value in {float("inf"), float("-inf")}:
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _value(plain: str) -> float:
    base = _BASES.get(plain[:2])
    if base is not None:
        return float(int(plain[2:], base))
    if len(plain) > 1 and plain[0] == "0" and plain.isdecimal():
        return float(int(plain, 8 if all(digit < "8" for digit in plain) else 10))
    return float(plain)
