"""What stands around a canary -> how the value was written there: as it is, or escaped for URLs, JSON or HTML."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

from buildcheck.model.environment import Encoding

_NEAR = 24
_WRITERS: tuple[tuple[Encoding, tuple[Callable[[str], str], ...]], ...] = (
    ("url", (lambda text: quote(text, safe=""), lambda text: quote(text, safe="").lower())),
    (
        "json",
        (
            lambda text: json.dumps(text)[1:-1],
            lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
            # Next writes JSON into a page so that no markup can begin in it (htmlescape.ts).
            lambda text: json.dumps(text)[1:-1].replace("&", "\\u0026").replace("<", "\\u003c"),
            lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
        ),
    ),
    ("html", (html.escape, lambda text: html.escape(text).replace("&#x27;", "&#39;"))),
)


def encoding_of(value: str, canary: str, before: bytes, after: bytes) -> Encoding:
    """Say how ``value`` was written where its ``canary`` stands between ``before`` and ``after``. Where the rest of the
    value is not there, or no writer would change it, it is plain."""
    start, _, end = value.partition(canary)
    if _fits(start, end, before, after):
        return "plain"
    for encoding, writers in _WRITERS:
        for write in writers:
            if _fits(write(start), write(end), before, after):
                return encoding
    return next(_by_nearest(start, end, before, after), "plain")


def _fits(start: str, end: str, before: bytes, after: bytes) -> bool:
    return before.endswith(start[-_NEAR:].encode()) and after.startswith(end[:_NEAR].encode())


def _by_nearest(start: str, end: str, before: bytes, after: bytes) -> Iterator[Encoding]:
    """Only a part of the value may be there (a URL's host, a token's last part): its nearest character tells."""
    for encoding, writers in _WRITERS:
        for write in writers:
            left, right = write(start[-1:]), write(end[:1])
            if (left != start[-1:] and before.endswith(left.encode())) or (
                right != end[:1] and after.startswith(right.encode())
            ):
                yield encoding
