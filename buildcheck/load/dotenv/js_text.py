"""What JavaScript does with text where Python differs: white space, line ends, ``replace``, the order of keys."""

from __future__ import annotations

import re
from collections.abc import Iterable

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What ``\\s`` matches, for a character class."""
ENDS = "\n\r\u2028\u2029"
"""What ends a line for ``^``, ``$`` and ``.``, for a character class."""

_SPACES = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
_PATTERN = re.compile(r"\$([$&`'])")
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,9})\Z")


def trim(text: str) -> str:
    """Give ``text.trim()``."""
    return text.strip(_SPACES)


def replace(text: str, wanted: str, by: str) -> str:
    """Give ``text.replace(wanted, by)``: the first occurrence, with ``$$``, ``$&``, ``$```` and ``$'`` in ``by`` read
    as patterns (ECMA-262, GetSubstitution)."""
    before, found, after = text.partition(wanted) if wanted else ("", "", text)
    if wanted and not found:
        return text
    if "$" in by:
        meant = {"$": "$", "&": wanted, "`": before, "'": after}
        by = _PATTERN.sub(lambda match: meant[match[1]], by)
    return before + by + after


def in_order(keys: Iterable[str]) -> list[str]:
    """Give the keys of an object as JavaScript walks them: array indices first, by size."""
    found = list(keys)
    indices = [each for each in found if _INDEX.match(each) and int(each) < 2**32 - 1]
    if not indices:
        return found
    named = set(indices)
    return sorted(indices, key=int) + [each for each in found if each not in named]
