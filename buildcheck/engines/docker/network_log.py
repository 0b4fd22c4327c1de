"""Reads what the sidecar wrote: JSON lines in, `HostContact` values and disk measures out.

The names in these lines come from hostile containers. The sidecar bounds and escapes them; they are checked here once
more, so that nothing but a printable name can reach a report.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, Literal, get_args

import msgspec

from buildcheck.model.build import HostContact
from buildcheck.model.plan import Phase

_PHASES: tuple[Phase, ...] = get_args(Phase)
_OUTCOMES = frozenset({"reached", "refused", "unreachable"})
_MAX_TEXT = 300
MANY = "(more hosts)"

Line = dict[str, Any]
Key = tuple[Phase, str, int | None, str]


class NetworkLog:
    """Collects the sidecar's lines. ``add`` is called by the reader's thread, everything else by any other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._contacts: dict[Key, HostContact] = {}
        self._disk: dict[str, int] = {}
        self._free: dict[str, int] = {}
        self._errors: list[str] = []

    def add(self, line: Line) -> None:
        """Take one line; what has not the form of one is left out."""
        with self._lock:
            match line.get("t"):
                case "dns" | "connect" | "more":
                    self._add_contact(line)
                case "disk":
                    self._add_disk(line)
                case "error":
                    self._errors = [*self._errors, _text(line.get("message")) or "unknown"][-10:]

    def _add_contact(self, line: Line) -> None:
        contact = _contact(line)
        if contact is None:
            return
        key = (contact.phase, contact.host, contact.port, contact.outcome)
        known = self._contacts.get(key)
        count = contact.count + (known.count if known else 0)
        self._contacts[key] = msgspec.structs.replace(known or contact, count=count)

    def _add_disk(self, line: Line) -> None:
        folder, used, free = line.get("folder"), line.get("bytes"), line.get("free")
        if isinstance(folder, str) and isinstance(used, int):
            self._disk[folder] = used
        if isinstance(folder, str) and isinstance(free, int):
            self._free[folder] = free

    def contacts(self) -> tuple[HostContact, ...]:
        """Give each host of each phase once for each port: in the order in which they were first seen."""
        with self._lock:
            return merged(self._contacts.values())

    def disk(self) -> dict[str, int]:
        """Give the bytes last measured in each watched folder."""
        with self._lock:
            return dict(self._disk)

    def disk_free(self) -> dict[str, int]:
        """Give the bytes that the file system of each watched folder has free."""
        with self._lock:
            return dict(self._free)

    def errors(self) -> tuple[str, ...]:
        """Give the last errors that the sidecar met in itself; they are flaws of ours."""
        with self._lock:
            return tuple(self._errors)


def merged(contacts: Iterable[HostContact]) -> tuple[HostContact, ...]:
    """Drop lookups that a connection made good: a host that was looked up and reached is one contact."""
    every = tuple(contacts)
    connected = {(each.phase, each.host) for each in every if each.port is not None}
    return tuple(each for each in every if each.port is not None or not _superseded(each, connected))


def _superseded(lookup: HostContact, connected: set[tuple[Phase, str]]) -> bool:
    return lookup.outcome == "reached" and (lookup.phase, lookup.host) in connected


def _contact(line: Line) -> HostContact | None:
    port, count = line.get("port"), line.get("count")
    phase = next((each for each in _PHASES if each == line.get("phase")), None)
    if phase is None or not isinstance(count, int) or count < 1:
        return None
    if line["t"] == "more":
        reason = "too many hosts were tried to list them all"
        return HostContact(phase=phase, host=MANY, outcome="refused", reason=reason, count=count)
    host, outcome = _text(line.get("host")), line.get("outcome")
    if not host or outcome not in _OUTCOMES or not (port is None or isinstance(port, int)):
        return None
    reached: Literal["reached", "refused", "unreachable"] = outcome
    return HostContact(
        phase=phase, host=host, port=port, outcome=reached, reason=_text(line.get("reason")), count=count
    )


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return "".join(each if each.isprintable() else "?" for each in value[:_MAX_TEXT])
