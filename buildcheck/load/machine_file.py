"""The JSON form of a snapshot -> `Machine`. The file may come from anybody: types, names and size are checked."""

from __future__ import annotations

import msgspec

from buildcheck.model.machine import MACHINE_SCHEMA, Machine

LARGEST = 16 * 1024**2
"""Bytes. A snapshot of a project with ten thousand wrong packages is a tenth of it."""


class SnapshotError(ValueError):
    """The content is no snapshot that this version reads; the text says why."""


class _Head(msgspec.Struct):
    schema: int


def read_machine(content: bytes) -> Machine:
    """Give the snapshot that ``content`` holds.

    Raises:
        SnapshotError: it is no snapshot, of another schema, or too large.
    """
    if len(content) > LARGEST:
        raise SnapshotError(f"It is larger than {LARGEST:,} bytes.")
    try:
        head = msgspec.json.decode(content, type=_Head)
        if head.schema != MACHINE_SCHEMA:
            raise SnapshotError(f"It is of schema {head.schema}; this version reads schema {MACHINE_SCHEMA}.")
        return msgspec.json.decode(content, type=Machine)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SnapshotError(f"It is no snapshot: {error}.") from error
