"""The base of every value: frozen, keyword-only, comparable, and with a JSON form and schema given by msgspec."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen record. Unknown is ``None``, never ``0`` or ``""``; paths are project-relative POSIX strings."""


class At(Value, frozen=True, kw_only=True):
    """A place in the project's files. ``line`` and ``column`` are one-based, ``None`` when only the file is known."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
