"""JSON text -> values, the lines of its keys, and errors that name the place. JSON with comments for Bun's lockfile."""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]')
# An escape of half a UTF-16 pair on its own is no text, and no report could hold it.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')


class JsonError(Exception):
    """The text is no JSON. ``line`` and ``column`` are one-based, ``None`` where the place is not known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse(text: str) -> Any:
    """Give the value of ``text``.

    Raises:
        JsonError: it is no JSON, or nested or long beyond reason.
    """
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise JsonError(error.msg, error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:
        raise JsonError(str(error)) from error
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is JavaScript, not JSON")


def parse_with_comments(text: str) -> Any:
    """Give the value of ``text``, in which comments and commas before a closing bracket are allowed.

    Raises:
        JsonError: as `parse`.
    """
    without_comments = _COMMENT.sub(lambda match: match[1] or "", text)
    return parse(_TRAILING_COMMA.sub(lambda match: match[1] or "", without_comments))


def key_lines(text: str, depth: int = 3) -> dict[tuple[str, ...], int]:
    """Give the one-based line of every key down to ``depth`` levels, by its path from the top.

    ``text`` must be valid JSON: it is not checked again. Keys inside arrays are left out.
    """
    lines: dict[tuple[str, ...], int] = {}
    path: list[str | None] = []
    line, seen, last, key = 1, 0, "", None
    for token in _TOKEN.finditer(text):
        word = token[0]
        line += text.count("\n", seen, token.start())
        seen = token.start()
        if word == ":":
            key = last
            if len(path) <= depth and path and None not in path[1:]:
                lines.setdefault((*(part for part in path[1:] if part is not None), _unquote(key)), line)
        elif word in "{[":
            path.append(_unquote(key) if key is not None else None)
            key = None
        elif word in "}]":
            path.pop()
            key = None
        elif word == ",":
            key = None
        last = word
    return lines


def _unquote(word: str) -> str:
    return str(json.loads(word, strict=False)) if "\\" in word else word[1:-1]
