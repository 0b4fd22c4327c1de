"""Observed reads x Inventory -> the same reads with the place in the source, where there is exactly one it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from buildcheck.model.environment import Inventory, ObservedRead, VariableRead

_NOT_CODE = ("schema", "text", "file", "package")
_IN_BUNDLES = frozenset({"server", "edge", "browser"})
_ENTRY = re.compile(r"/server/(?:pages/(?P<page>[^:]+)|app/(?P<segment>[^:]*?)/?(?:page|route))\.js:")
"""The file that Next makes of a page or handler (server/pages/about.js, server/app/about/page.js of next 13 to 16)."""
_NOT_IN_ADDRESSES = re.compile(r"/(?:\([^/]*\)|@[^/]*)(?=/|$)")


def place_reads(reads: Iterable[ObservedRead], inventory: Inventory) -> tuple[ObservedRead, ...]:
    """Give ``reads`` with ``at``, and with ``route`` where only one is possible.

    A read in a file of the source is the inventory's read on that line. One in what was built, where no source map
    told the way back, is the only place that reads the variable in code of that route, or of any where the route was
    not seen. Where there are several, it stays open.
    """
    return tuple(_placed(each, inventory) for each in reads)


def _placed(read: ObservedRead, inventory: Inventory) -> ObservedRead:
    variable = inventory.variables.get(read.name)
    if variable is None:
        return read
    live = [each for each in variable.reads if each.how not in _NOT_CODE and each.is_live]
    if read.at is not None:
        exact = next((each for each in live if (each.at.path, each.at.line) == (read.at.path, read.at.line)), None)
        return read if exact is None else _at(read, exact)
    # A package of node_modules has no place in the project, and no line.
    if read.by is None or ":" not in read.by or read.phase in ("script", "config"):
        return read
    bundled = [each for each in live if _IN_BUNDLES & set(each.where)]
    if read.route is None:
        read = msgspec.structs.replace(read, route=_route(read.by, bundled))
    possible = [each for each in bundled if _fits(each, read.route)]
    return _at(read, possible[0]) if len(possible) == 1 else read


def _route(by: str, reads: Sequence[VariableRead]) -> str | None:
    """Give the route whose own file in the build output is ``by``, if it is one that includes any of ``reads``."""
    entry = _ENTRY.search(by)
    if entry is None:
        return None
    path = entry["page"] if entry["page"] is not None else entry["segment"]
    address = _NOT_IN_ADDRESSES.sub("", f"/{path}").removesuffix("/index") or "/"
    return address if any(address in each.routes for each in reads) else None


def _at(read: ObservedRead, place: VariableRead) -> ObservedRead:
    bundled = read.phase not in ("script", "config", "compile")
    only = place.routes[0] if bundled and len(place.routes) == 1 else None
    return msgspec.structs.replace(read, at=place.at, route=read.route or only)


def _fits(read: VariableRead, route: str | None) -> bool:
    """Whether code of ``route`` can hold the read: the module graph may not tell, and a page of Next's own
    (``/_not-found``) holds the code of the layout around it."""
    return route is None or route.startswith("/_") or not read.routes or route in read.routes
