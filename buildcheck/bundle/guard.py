"""Secret values of this machine, by name -> where they stand in what is about to be given away, in whatever form.

The values themselves are neither shown nor kept: what is told is the name.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from typing import Literal
from urllib.parse import quote

from buildcheck.bundle.made import Span
from buildcheck.bundle.secret_parts import looks_random
from buildcheck.engines.masking import PLAIN, SHORTEST
from buildcheck.load.dotenv.placeholders import is_weak
from buildcheck.survey.secrets import secret_spans

Where = Literal["source", "document", "log"]

_SHORTEST_PART = 8
_SHORTEST_RANDOM = 16
_MARK = b"***"
_FOR_ADDRESSES = bytes.maketrans(b"+/", b"-_")


class Guard:
    """Finds ``values``, and how many of them depends on where. In a file of the source only those that look like a key
    or are a phrase: a word in a program is no secret because somebody's password is the same. In a document (JSON) all
    but words and numbers, which could be any of a report. In a log all but what anybody would try first."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        found = {value.strip() for value in values.values() if len(value.strip()) >= SHORTEST}
        told = {each for each in found if each.lower() not in PLAIN and not is_weak("PASSWORD", each)}
        self._patterns: dict[Where, re.Pattern[bytes] | None] = {
            "source": _pattern({each for each in map(str.strip, values.values()) if _is_key(each)}),
            "document": _pattern({each for each in found if each.lower() not in PLAIN and not _is_word(each)}),
            "log": _pattern(told),
        }

    def also(self, values: Mapping[str, str]) -> Guard:
        """Give a guard that finds ``values``, too."""
        return Guard({**self._values, **values})

    def spans(self, content: bytes, where: Where) -> Iterator[Span]:
        """Give where values begin and end in ``content``."""
        pattern = self._patterns[where]
        return (match.span() for match in pattern.finditer(content)) if pattern is not None else iter(())

    def without(self, content: bytes, where: Where) -> bytes:
        """Give ``content`` without any of the values; of a log without what has the shape of a secret, too."""
        pattern = self._patterns[where]
        if where == "log":
            behind = len(content)
            for begin, end in sorted(secret_spans(content), reverse=True):
                content = content[:begin] + _MARK + content[min(end, behind) :]
                behind = begin
        return content if pattern is None else pattern.sub(_MARK, content)


def _is_key(value: str) -> bool:
    return looks_random(value) or (" " in value and len(value) >= _SHORTEST_RANDOM)


def _is_word(value: str) -> bool:
    """Whether ``value`` is a number, or letters in the cases that words have."""
    short = len(value) < _SHORTEST_RANDOM
    return short and (value.isdigit() or (value.isalpha() and value in (value.lower(), value.upper(), value.title())))


def _pattern(values: Collection[str]) -> re.Pattern[bytes] | None:
    found = {form for value in values for form in _forms(value)}
    ordered = sorted(found, key=len, reverse=True)
    return re.compile(b"|".join(map(re.escape, ordered))) if ordered else None


def _forms(value: str) -> Iterator[bytes]:
    """Give the value as it is and as JSON and addresses write it, the lines of a long one, and what hexadecimal digits
    and base64 make of its inside whatever stands around it."""
    for each in (value, *(line.strip() for line in value.splitlines() if len(line.strip()) >= 2 * _SHORTEST_PART)):
        raw = each.encode("utf-8", "surrogateescape")
        yield raw
        yield quote(raw, safe="").encode()
        yield raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        if len(raw) >= _SHORTEST_PART + 2:
            yield from (raw.hex().encode(), raw.hex().upper().encode())
            for skipped in range(3):
                inner = raw[skipped:]
                encoded = b64encode(inner[: len(inner) // 3 * 3])
                yield from (encoded, encoded.translate(_FOR_ADDRESSES))
