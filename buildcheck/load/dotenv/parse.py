"""The text of an env file -> its entries, with the lines that they stand on.

Both grammars are regular expressions in the original; here they are written so that no text takes more than a time in
proportion to its length (possessive where the next character decides, and line starts found by hand).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.js_text import ENDS, SPACE, trim


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that sets a variable. ``value`` is what the parser gives, before expansion; ``raw`` is the rest of the
    text from the sign on, as far as the entry and its line reach. ``quote`` is the mark that was taken off. ``line`` is
    one-based. Neither text is in the ``repr``, so that no traceback shows one."""

    name: str
    value: str = field(repr=False)
    raw: str = field(repr=False)
    line: int
    quote: str = ""


def parse(text: str, dialect: Dialect) -> tuple[Entry, ...]:
    """Give the entries of a file in their order, repeated names included: the last one counts.

    ``__proto__`` is no entry: JavaScript's objects do not take it.
    """
    found = _parse_lines(text) if dialect == "next-13" else _parse_text(text)
    return tuple(each for each in found if each.name != "__proto__")


# dotenv 8 (lib/main.js), as bundled in @next/env up to 13: a line at a time.
_OLD_BREAK = re.compile(r"\r\n|\n|\r")
_OLD_LINE = re.compile(rf"[{SPACE}]*+([A-Za-z0-9_.-]++)[{SPACE}]*+=[{SPACE}]*+([^{ENDS}]*+)[{SPACE}]*+\Z")


def _parse_lines(text: str) -> Iterator[Entry]:
    for number, line in enumerate(_OLD_BREAK.split(text), 1):
        match = _OLD_LINE.match(line)
        if match is None:
            continue
        value, quote = match[2], ""
        if value and value[0] == value[-1] and value[0] in "'\"":
            quote = value[0] if len(value) > 1 else ""
            unescaped = value[1:-1] if quote else value
            value = unescaped.replace("\\n", "\n") if value[0] == '"' else unescaped
        else:
            value = trim(value)
        yield Entry(match[1], value, line[match.end(1) :], number, quote)


# dotenv 16.3 (lib/main.js), as bundled in @next/env since 14 and in Vite since 4. Its value alternatives are tried in
# this order; each quoted one must be followed by nothing but a comment.
_WHITE = re.compile(rf"[{SPACE}]*+")
_HEAD = re.compile(
    rf"(?:export[{SPACE}]++(?=[A-Za-z0-9_.-]++(?:[{SPACE}]*+=|:[{SPACE}])))?([A-Za-z0-9_.-]++)(?:[{SPACE}]*+=|:[{SPACE}])"
)
_END = rf"[{SPACE}]*(?:#[^{ENDS}]*)?(?=[{ENDS}]|\Z)"
_QUOTED = re.compile(
    "|".join(rf"([{SPACE}]*+{mark}(?:\\{mark}|[^{mark}])*{mark}){_END}" for mark in ("'", '"', "`")),
)
_PLAIN = re.compile(rf"([^#\r\n]*+){_END}")
_BREAK = re.compile(f"[{ENDS}]")
_UNQUOTE = re.compile(rf"(?:\A|(?<=[{ENDS}]))(['\"`])([\s\S]*)\1(?=[{ENDS}]|\Z)")


def _parse_text(text: str) -> Iterator[Entry]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at, line, counted = 0, 1, 0
    while True:
        start = _after(_WHITE, text, at)
        head = _HEAD.match(text, start)
        if head is None:
            following = _BREAK.search(text, start)
            if following is None:
                return
            at = following.end()
            continue
        match = _QUOTED.match(text, head.end()) or _PLAIN.match(text, head.end())
        assert match is not None, "a value may be empty, and a line always ends"
        line, counted = line + text.count("\n", counted, start), start
        yield _entry(head[1], match[match.lastindex or 1], text[head.end() : _line_end(text, match.end())], line)
        following = _BREAK.search(text, match.end())
        if following is None:
            return
        at = following.end()


def _entry(name: str, value: str, raw: str, line: int) -> Entry:
    value = trim(value)
    mark = value[:1]
    bare = _UNQUOTE.sub(r"\2", value)
    quote = mark if bare != value else ""
    if mark == '"':
        bare = bare.replace("\\n", "\n").replace("\\r", "\r")
    return Entry(name, bare, raw, line, quote)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match is not None else at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
