"""A value -> the parts of it that may be secret. What only says which kind of value it is stays: the mark of a
service's keys, the protocol and host of an address, the lines around a private key, the claims of a web token."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from buildcheck.bundle.made import Span
from buildcheck.survey.secrets.shapes import forms

# Marks of keys for tests and for browsers, which are no secrets and so in none of the shapes.
_OTHER_MARKS = ("sk_test_", "rk_test_", "pk_live_", "pk_test_", "whsec_", "sb_publishable_", "sk-proj-")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SEGMENT = re.compile(r"[^/]+")
_TEXT_OF_JSON = re.compile(r':\s*"((?:[^"\\]|\\.)*)"')
_REFERENCE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


def secret_parts(value: str, known: Collection[str] = ()) -> Iterator[Span]:
    """Give where they begin and end. ``known`` are names of variables: ``$NAME`` stays for these."""
    kept = [match.span() for match in _kept().finditer(value)]
    kept += [match.span() for match in _REFERENCE.finditer(value) if match[1] in known]
    for span in _parts(value):
        yield from _without(span, kept)


def around_marks(text: str) -> Iterator[Span]:
    """Give where the parts of a credential begin and end that do not only say what it is."""
    yield from _without((0, len(text)), [match.span() for match in _kept().finditer(text)])


def _parts(value: str) -> Iterator[Span]:
    if _URL.match(value):
        return _of_address(value)
    if value[:1] in ("{", "[") and _TEXT_OF_JSON.search(value):
        return (match.span(1) for match in _TEXT_OF_JSON.finditer(value))
    return iter(((0, len(value)),))


def _of_address(value: str) -> Iterator[Span]:
    """Give user and password, query and fragment, and those parts of the path that look like a key."""
    match = _URL.match(value)
    begin = match.end() if match is not None else 0
    # A password may hold any character, an unescaped `/` too; only `/@name` is a part of a path.
    at = max((each.start() for each in re.finditer(r"(?<!/)@", value)), default=-1)
    if at >= begin:
        yield begin, at
        begin = at + 1
    path = re.compile(r"[^?#]*").match(value, begin)
    end = path.end() if path is not None else begin
    for segment in _SEGMENT.finditer(value, value.find("/", begin, end) if "/" in value[begin:end] else end, end):
        if looks_random(segment[0]):
            yield segment.span()
    if end < len(value):
        yield end, len(value)


def looks_random(text: str) -> bool:
    """Whether ``text`` looks like a key and not like a word: of some length, with letters and digits mixed."""
    return len(text) >= 12 and bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text)) and len(set(text)) >= 7


@cache
def _kept() -> re.Pattern[str]:
    marks = {mark.decode() for form in forms() for mark in form.marks if "/" not in mark.decode()} | {*_OTHER_MARKS}
    ordered = sorted(map(re.escape, marks), key=len, reverse=True)
    return re.compile("|".join((r"-----[A-Z0-9 ]+-----", r"eyJ[\w-]+\.eyJ[\w-]+\.", r"\\.", *ordered)), re.DOTALL)


def _without(span: Span, kept: Collection[Span]) -> Iterator[Span]:
    begin, end = span
    for first, last in sorted(kept):
        if last <= begin or first >= end:
            continue
        if first > begin:
            yield begin, first
        begin = max(begin, last)
    if begin < end:
        yield begin, end
