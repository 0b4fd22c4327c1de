"""Dockerfile text -> its logical lines: comments dropped, continuations joined, here-documents attached.

Docker's own rules (docs.docker.com/reference/dockerfile: "Parser directives", "Format", "Here-documents"). Of the
libraries on PyPI, dockerfile-parse 2.0.1 knows no here-documents and dockerfile 3.4 brings Go's runtime for two
platforms only; neither resolves what a line means in its stage, which is what the checks ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*$")
_HEREDOC = re.compile(r"""<<(-?)(["']?)([A-Za-z_]\w*)\2""")
_WITH_HEREDOC = frozenset({"RUN", "COPY", "ADD"})
_MAX_LINES = 20_000


class Line(NamedTuple):
    """A logical line: the number of its first physical one, the instruction in upper case, the rest, and the contents
    of its here-documents."""

    number: int
    name: str
    rest: str
    documents: tuple[str, ...]


def logical_lines(text: str) -> Iterator[Line]:
    """Give the logical lines of ``text``."""
    lines = text.splitlines()[:_MAX_LINES]
    escape = _escape(lines)
    place = 0
    while place < len(lines):
        start = place
        joined, place = _joined(lines, place, escape)
        name, _, rest = joined.strip().partition(" ")
        if not name:
            continue
        documents: list[str] = []
        if name.upper() in _WITH_HEREDOC:
            for dash, _, word in _HEREDOC.findall(rest):
                document, place = _document(lines, place, word, tabs=bool(dash))
                documents.append(document)
        yield Line(start + 1, name.upper(), rest.strip(), tuple(documents))


def _escape(lines: list[str]) -> str:
    """Give the escape character: a directive in the first lines may change it."""
    for line in lines:
        directive = _DIRECTIVE.match(line.strip())
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return directive[2]
    return "\\"


def _joined(lines: list[str], place: int, escape: str) -> tuple[str, int]:
    """Join a line with its continuations; comments and empty lines between them do not end it."""
    parts: list[str] = []
    while place < len(lines):
        line = lines[place].rstrip()
        place += 1
        if line.lstrip().startswith("#"):
            if parts:
                continue
            return "", place
        if not line and parts:
            continue
        if not line.endswith(escape):
            return " ".join((*parts, line.replace("\t", " "))), place
        parts.append(line[: -len(escape)].replace("\t", " "))
    return " ".join(parts), place


def _document(lines: list[str], place: int, word: str, *, tabs: bool) -> tuple[str, int]:
    found: list[str] = []
    for number in range(place, len(lines)):
        line = lines[number].lstrip("\t") if tabs else lines[number]
        if line.rstrip() == word:
            return "\n".join(found), number + 1
        found.append(line)
    return "\n".join(found), len(lines)
