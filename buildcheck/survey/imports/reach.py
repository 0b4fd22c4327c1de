"""Entries and edges -> the modules that the build reads, each with the module that leads there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from buildcheck.model.module import Import
from buildcheck.model.survey import Edge


def reach(entries: Iterable[str], edges: Mapping[str, tuple[Edge, ...]]) -> dict[str, str | None]:
    """Follow ``edges`` from ``entries``, the shortest way first. A file in other letters, or one that TypeScript alone
    finds, is followed as well: once that import is put right, what it imports counts."""
    found: dict[str, str | None] = dict.fromkeys(entries)
    waiting = deque(found)
    while waiting:
        path = waiting.popleft()
        for edge in edges.get(path, ()):
            target = edge.target
            if target is None or target in found or edge.outcome == "left-out" or not leads(edge.request):
                continue
            found[target] = path
            waiting.append(target)
    return found


def leads(request: Import) -> bool:
    """Whether the build follows ``request``: style sheets and addresses as well as modules, types never."""
    return request.loads or request.kind in ("url", "style")
