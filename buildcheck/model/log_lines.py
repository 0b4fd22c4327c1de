"""Lines of a log, as evidence."""

from __future__ import annotations

from buildcheck.model.value import Value


class LogLines(Value, frozen=True, kw_only=True):
    """Lines of a step's log that show something. ``first`` is the one-based number of the first of them."""

    step: str
    first: int
    lines: tuple[str, ...]
