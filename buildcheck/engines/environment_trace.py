"""Reads what ``probes/environment.cjs`` wrote in a step: who read which variable. Project code can forge every byte of
it, so it is taken for what it is: what a run says about itself.

In: the bytes of the file. Out: `ObservedRead` values, names only. Reads that differ in nothing become one with a count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any, get_args

import msgspec

from buildcheck.model.environment import ObservedRead, ReadPhase
from buildcheck.model.plan import Phase
from buildcheck.model.value import At

LARGEST = 2 * 1024**2
"""Bytes; the probe stops at half of it."""
_MAX_READS = 5000
_MAX_TEXT = 250
_MAX_NUMBER = 1 << 31
_FIELDS = {"name", "phase", "route", "by", "line", "column", "set"}


def trace_name(phase: Phase) -> str:
    """Give the name of the file that the probe writes in the steps of ``phase``; the probe takes the phase from it."""
    return f"environment-{phase}"


def read_environment(data: bytes, sources: Collection[str]) -> tuple[ObservedRead, ...]:
    """Read the lines that have exactly the form that the probe writes; all others are left out. At most 5,000 differ.

    ``sources`` are the paths of the project's own files: a read in one of those has a place, one in what was built has
    its place in that file behind ``by``.
    """
    found: Counter[ObservedRead] = Counter()
    for line in data[:LARGEST].split(b"\n"):
        read = _read(line, sources)
        if read is not None and (read in found or len(found) < _MAX_READS):
            found[read] += 1
    return tuple(msgspec.structs.replace(read, count=count) for read, count in found.items())


def _read(line: bytes, sources: Collection[str]) -> ObservedRead | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or set(fields) != _FIELDS or not _is_valid(fields):
        return None
    path, row, column = fields["by"], fields["line"], fields["column"]
    at = At(path=path, line=row, column=column) if path in sources else None
    built = at is None and row is not None
    return ObservedRead(
        name=fields["name"],
        phase=fields["phase"],
        route=fields["route"],
        by=f"{path}:{row}:{column}" if built else path,
        at=at,
        set=fields["set"],
    )


def _is_valid(fields: dict[str, Any]) -> bool:
    route = fields["route"]
    return (
        _printable(fields["name"])
        and fields["phase"] in get_args(ReadPhase)
        and (route is None or (_printable(route) and route.startswith("/")))
        and _printable(fields["by"])
        and (fields["line"] is None) == (fields["column"] is None)
        and all(each is None or _is_number(each) for each in (fields["line"], fields["column"]))
        and type(fields["set"]) is bool
    )


def _printable(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= _MAX_TEXT and text.isprintable()


def _is_number(number: object) -> bool:
    return type(number) is int and 0 < number < _MAX_NUMBER
