"""Reads what ``probes/network.cjs`` wrote in a step: who tried which host. Project code can forge every byte of it.

In: the bytes of the file. Out: `Attempt` values, and contacts that say who made them. An attempt never changes whether
a host was reached; what it adds are names, and addresses given by number, which no name server ever sees.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable

import msgspec

from buildcheck.model.build import HostContact
from buildcheck.model.plan import Phase
from buildcheck.model.value import Value

_MAX_BYTES = 2 * 1024**2
_MAX_ATTEMPTS = 1000
_MAX_TEXT = 250
BY_NUMBER = "an address given by number can't be reached, only a name can"


class Attempt(Value, frozen=True, kw_only=True):
    """JavaScript began a connection. ``by`` is a package, a project file, or both, in words."""

    host: str
    port: int | None
    by: str | None


def read_trace(data: bytes) -> tuple[Attempt, ...]:
    """Read the lines that have exactly the form that the probe writes; all others are left out. At most 1,000."""
    found: dict[Attempt, None] = {}
    for line in data[:_MAX_BYTES].split(b"\n"):
        attempt = _attempt(line)
        if attempt is not None and len(found) < _MAX_ATTEMPTS:
            found[attempt] = None
    return tuple(found)


def _attempt(line: bytes) -> Attempt | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or set(fields) != {"host", "port", "by"}:
        return None
    host, port, by = fields["host"], fields["port"], fields["by"]
    if not _printable(host) or not (by is None or _printable(by)):
        return None
    if port is not None and not (type(port) is int and 0 < port < 65536):
        return None
    return Attempt(host=host.lower().rstrip(".").strip("[]"), port=port, by=by)


def _printable(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= _MAX_TEXT and text.isprintable()


def attributed(contacts: Iterable[HostContact], attempts: Iterable[Attempt], phase: Phase) -> tuple[HostContact, ...]:
    """Say in the contacts of ``phase`` who tried them, and add the addresses that were tried by number, as refused."""
    known = tuple(attempts)
    by = {each.host: each.by for each in reversed(known) if each.by}
    named = tuple(
        msgspec.structs.replace(each, by=each.by or by.get(each.host)) if each.phase == phase else each
        for each in contacts
    )
    return (*named, *(_numbered(each, phase) for each in known if _is_address(each.host)))


def _numbered(attempt: Attempt, phase: Phase) -> HostContact:
    return HostContact(
        phase=phase, host=attempt.host, port=attempt.port, outcome="refused", reason=BY_NUMBER, by=attempt.by
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
