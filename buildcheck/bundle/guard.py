"""Secret values of this machine, by name -> where they stand in what is about to be given away, in whatever form.

The values themselves are neither shown nor kept: what is told is the name.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from buildcheck.bundle.made import Span
from buildcheck.bundle.secret_parts import looks_random
from buildcheck.engines.masking import PLAIN, SHORTEST

_SHORTEST_PART = 8
_SHORTEST_RANDOM = 16


class Guard:
    """Finds ``values``. In files of the source only those that look like a key are looked for: a word in a program is
    no secret because somebody's password is the same (``words`` is false then). In other members all are, but for what
    consists of a few letters alone: it could be any word of a report."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._keys = _pattern({name: value for name, value in values.items() if looks_random(value)})
        self._all = _pattern(
            {name: value for name, value in values.items() if not _is_word(value) and value.lower() not in PLAIN}
        )

    def spans(self, content: bytes, *, words: bool) -> Iterator[Span]:
        """Give where values begin and end in ``content``."""
        pattern = self._all if words else self._keys
        return (match.span() for match in pattern.finditer(content)) if pattern is not None else iter(())

    def without(self, content: bytes) -> bytes:
        """Give text or JSON without any of the values."""
        return content if self._all is None else self._all.sub(b"***", content)


def _is_word(value: str) -> bool:
    return len(value) < SHORTEST or (value.isalpha() and len(value) < _SHORTEST_RANDOM)


def _pattern(values: Mapping[str, str]) -> re.Pattern[bytes] | None:
    found = {form for value in values.values() for form in _forms(value.strip())}
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(b"|".join(map(re.escape, ordered))) if ordered else None


def _forms(value: str) -> Iterator[bytes]:
    """Give the value as it is and as JSON and addresses write it, the lines of a long one, and what base64 makes of its
    inside whatever stands around it."""
    for each in (value, *(line.strip() for line in value.splitlines() if len(line.strip()) >= 2 * _SHORTEST_PART)):
        raw = each.encode("utf-8", "surrogateescape")
        yield raw
        yield quote(raw, safe="").encode()
        yield raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        if len(raw) >= _SHORTEST_PART + 2:
            for skipped in range(3):
                inner = raw[skipped:]
                yield b64encode(inner[: len(inner) // 3 * 3])
