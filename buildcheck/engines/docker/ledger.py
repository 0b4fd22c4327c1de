"""Which cached volumes are complete: a file on the host, out of reach of everything that runs in a container.

A volume whose filling was cut short is never trusted, whatever lies in it: only an entry here makes it complete.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from filelock import FileLock

from buildcheck.model.value import Value


class Entry(Value, frozen=True, kw_only=True):
    """A complete volume. ``used`` is the time of its last use in seconds since the epoch; ``facts`` are what its
    filling learned (the registry that a manager uses by default)."""

    used: float
    facts: dict[str, str] = {}


class Ledger:
    """The complete volumes of one daemon. ``cache`` is the name of the folder that the list is kept in, another
    one for each user and machine: it is part of the name of each volume, because a list says nothing of what somebody
    else with a list of their own makes in the same daemon."""

    def __init__(self, folder: Path, daemon: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.cache = _name_of(folder)
        self._file = folder / f"volumes-{daemon}.json"

    def find(self, name: str) -> Entry | None:
        """Give the entry of a complete volume and note that it was used now; None for any other volume."""
        with self._entries() as entries:
            entry = entries.get(name)
            if entry is not None:
                entries[name] = entry = msgspec.structs.replace(entry, used=time.time())
            return entry

    def complete(self, name: str, **facts: str) -> None:
        """Note that a volume is complete."""
        with self._entries() as entries:
            entries[name] = Entry(used=time.time(), facts=facts)

    def forget(self, name: str) -> None:
        """Note that a volume is gone, or no longer to be trusted."""
        with self._entries() as entries:
            entries.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Give the complete volumes, the one used last first."""
        with self._entries() as entries:
            return tuple(sorted(entries, key=lambda name: -entries[name].used))

    def lock(self, name: str) -> Any:
        """Give the lock under which ``name`` is filled, so that two runs don't fill the same volume."""
        return FileLock(self._folder / f"{name}.lock")

    @contextmanager
    def _entries(self) -> Iterator[dict[str, Entry]]:
        with FileLock(self._file.with_suffix(".lock")):
            before = self._read()
            entries = dict(before)
            yield entries
            if entries != before:
                temporary = self._file.with_suffix(".new")
                temporary.write_bytes(msgspec.json.encode(entries))
                temporary.replace(self._file)

    def _read(self) -> dict[str, Entry]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Entry])
        except (FileNotFoundError, msgspec.MsgspecError):
            return {}


def _name_of(folder: Path) -> str:
    """Give the name that was once drawn for a folder. Its path would not do: in containers all have the same one."""
    file = folder / "name"
    with FileLock(file.with_suffix(".lock")):
        if not file.is_file():
            file.write_text(uuid4().hex[:12], "ascii")
        return file.read_text("ascii")
