"""Reads what ``probes/processes.cjs``, ``modules.cjs``, ``programs.cjs`` and ``files.cjs`` wrote. Project code can
forge every byte of it: types, sizes and characters are checked, and a line that has not exactly its form is left out.

In: the bytes of the file. Out: lines as values, paths as they were.
"""

from __future__ import annotations

from typing import Any

import msgspec

from buildcheck.model.observed import Road

LARGEST = 2 * 1024**2
"""Bytes; the probes stop at half of it."""
_MOST = 4_000
_MAX_TEXT = 1_000


class Line(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """What every line is."""


class ProcessLine(Line, frozen=True, tag="process"):
    """A process of Node; see the probes for the fields of each kind of line."""

    node: str
    path: str
    main: str | None
    name: str | None
    script: str | None
    modules: bool


class ModuleLine(Line, frozen=True, tag="module"):
    """A module outside of the project."""

    package: str | None
    path: str
    via: Road
    by: str


class ProgramLine(Line, frozen=True, tag="program"):
    """A program outside of the project."""

    name: str
    path: str
    shell: bool
    script: str | None
    by: str | None


class FileLine(Line, frozen=True, tag="file"):
    """A file outside of the project. ``how`` is ``read`` or ``found``."""

    path: str
    how: str
    by: str | None


AnyLine = ProcessLine | ModuleLine | ProgramLine | FileLine
_DECODER = msgspec.json.Decoder(AnyLine)


def read_use(data: bytes) -> tuple[AnyLine, ...]:
    """Give the lines, each once and in their order; at most 4,000."""
    found: dict[AnyLine, None] = {}
    for text in data[:LARGEST].split(b"\n"):
        line = _line(text)
        if line is not None and len(found) < _MOST:
            found[line] = None
    return tuple(found)


def _line(text: bytes) -> AnyLine | None:
    try:
        line = _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    values: dict[str, Any] = msgspec.structs.asdict(line)
    return line if all(_is_plain(each) for each in values.values() if isinstance(each, str)) else None


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= _MAX_TEXT and text.isprintable()
