"""A regular expression of a schema, as JavaScript writes it -> a text that it matches, with the canary if it can be.

Projects write these expressions, so that looking for a match has a limit of time and drawing one a limit of length.
"""

from __future__ import annotations

import math
import random
import re
from typing import TYPE_CHECKING, Any, TypeVar

from buildcheck.synthetic.canary import canary
from buildcheck.synthetic.templates import fill

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")

_LONGEST_PATTERN = 1_000
_MOST_REPEATED = 200_000
_LONGEST = 500
_SECONDS = 0.1
_DRAWS = 20
_BUDGET = 100_000
_LENGTHS = (8, 10, 11, 12, 16, 20, 21, 22, 24, 26, 27, 32, 34, 36, 40, 43, 44, 48, 64)
_USUAL = (
    "<canary>", *(f"<fill:{each}>" for each in (32, 64, *_LENGTHS)), *(f"<number:{each}>" for each in _LENGTHS[:5]),
    "https://<canary>.example", "https://<canary>.example/", "<canary>.example", "<canary>@<canary>.example",
)  # fmt: skip


def matches(pattern: str, text: str) -> bool | None:
    """Tell whether ``pattern`` finds itself in ``text``; ``None`` where that can't be told, or takes too long."""
    import regex

    if not _is_small(pattern):
        return None
    try:
        return regex.search(pattern, text, timeout=_SECONDS) is not None
    except (regex.error, TimeoutError, RecursionError, OverflowError, MemoryError):
        return None


def matching(pattern: str, name: str, seed: str) -> str | None:
    """Give a text that ``pattern`` finds itself in, ``None`` where none could be made."""
    mark = canary(name, seed)
    found = None
    for text in (fill(template, name, seed) for template in _USUAL):
        told = matches(pattern, text)
        if told:
            return text
        if told is None:
            return None
    for attempt in range(_DRAWS):
        drawn = _drawn(pattern, random.Random(f"{seed}\0{name}\0{attempt}"))
        if drawn is not None and matches(pattern, drawn):
            found = _marked(drawn, pattern, mark)
            if mark in found:
                break
    return found


def _is_small(pattern: str) -> bool:
    """Whether it takes little memory to compile: counted repetitions are unrolled, nested ones multiply."""
    counts = (int(each[:9]) for each in re.findall(r"(?<=[{,])\d+", pattern))
    return len(pattern) <= _LONGEST_PATTERN and math.prod(max(1, each) for each in counts) <= _MOST_REPEATED


class _Frugal(random.Random):
    """Chance that prefers few repetitions, and that ends where a pattern asks for too much."""

    left = _BUDGET

    def randint(self, a: int, b: int) -> int:
        most = min(b, a + 24)
        self._spend(most)
        return super().randint(a, most)

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        self._spend(len(seq))
        return super().choice(seq)

    def _spend(self, much: int) -> None:
        self.left -= much
        if self.left < 0:
            raise OverflowError("the pattern asks for too much")


def _drawn(pattern: str, chance: random.Random) -> str | None:
    import rstr

    try:
        text: Any = rstr.Rstr(_Frugal(chance.random())).xeger(pattern)
    except Exception:
        # The library meets whatever a project has written, and has no error of its own for what it does not know.
        return None
    return str(text) if len(text) <= _LONGEST and text.isascii() and text.isprintable() else None


def _marked(text: str, pattern: str, mark: str) -> str:
    """Put the canary into ``text`` where the pattern leaves room for it."""
    for start in range(len(text) - len(mark), -1, -1):
        found = text[:start] + mark + text[start + len(mark) :]
        if matches(pattern, found):
            return found
    return text
