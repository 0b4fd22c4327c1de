"""``exports`` and ``imports`` of a package.json -> the paths that a request may lead to.

https://nodejs.org/api/packages.html#conditional-exports: the first condition that holds decides; a pattern with a
longer text before its ``*`` goes first. Bundlers add conditions of their own, which hold here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_HOLD = frozenset(
    {"import", "require", "node", "browser", "module", "default", "production", "react-server", "webpack"}
)
# Conditions that differ between the tools which read a package; the type checker takes the first.
_TYPES = frozenset({"types", "import", "require", "node", "default"})


def targets(table: Any, request: str, *, types: bool = False) -> tuple[str, ...] | None:
    """Give the targets for ``request`` (``.``, ``./sub`` or ``#name``) in order, as written in the package.json;
    ``None`` where the table does not give it away, which every reader of ``exports`` refuses."""
    conditions = _TYPES if types else _HOLD
    if not _is_by_path(table):
        return tuple(_chosen(table, conditions)) if request == "." else None
    if request in table and "*" not in request:
        return tuple(_chosen(table[request], conditions)) or None
    found = _pattern(table, request)
    if found is None:
        return None
    key, star = found
    return tuple(each.replace("*", star) for each in _chosen(table[key], conditions)) or None


def _is_by_path(table: Any) -> bool:
    return isinstance(table, dict) and any(str(key).startswith((".", "#")) for key in table)


def _pattern(table: dict[str, Any], request: str) -> tuple[str, str] | None:
    """Give the key that matches ``request`` and what its ``*`` stands for."""
    for key in sorted(table, key=lambda each: (-len(each.partition("*")[0]), -len(each))):
        start, mark, end = key.partition("*")
        if mark and request.startswith(start) and request.endswith(end) and len(request) > len(start) + len(end):
            return key, request[len(start) : len(request) - len(end)]
        if not mark and key.endswith("/") and request.startswith(key):
            return key, request[len(key) :]
    return None


def _chosen(value: Any, conditions: frozenset[str]) -> Iterator[str]:
    """Give the targets of the first condition that holds and has any; an array names several to try."""
    if isinstance(value, str):
        yield value + "*" if value.endswith("/") else value
    elif isinstance(value, list):
        for each in value:
            yield from _chosen(each, conditions)
    elif isinstance(value, dict):
        for key, each in value.items():
            found = tuple(_chosen(each, conditions)) if key in conditions else ()
            if found:
                yield from found
                return
