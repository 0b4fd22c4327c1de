"""Edges and modules -> the names that an import asks for and the other file certainly does not export."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from buildcheck.model.module import Module
from buildcheck.model.survey import Edge

Edges = Mapping[str, tuple[Edge, ...]]

_ASKING = frozenset({"import", "export", "type"})
_SCRIPTS = frozenset({"javascript", "jsx", "typescript", "tsx"})
_DEEPEST = 12


def with_lacks(edges: Edges, modules: Mapping[str, Module]) -> dict[str, tuple[Edge, ...]]:
    """Fill in `Edge.lacks`."""
    exported = _Exported(edges, modules)
    found = dict(edges)
    for importer, each in edges.items():
        filled = tuple(replace(edge, lacks=lacks) if (lacks := exported.lacking(edge)) else edge for edge in each)
        if any(edge.lacks for edge in filled):
            found[importer] = filled
    return found


class _Exported:
    def __init__(self, edges: Edges, modules: Mapping[str, Module]) -> None:
        self._edges = edges
        self._modules = modules
        self._known: dict[str, frozenset[str] | None] = {}

    def lacking(self, edge: Edge) -> tuple[str, ...]:
        """Give the names of ``edge`` that its target certainly lacks."""
        if edge.outcome != "file" or edge.target is None or edge.request.kind not in _ASKING:
            return ()
        wanted = [each for each in edge.request.names if each != "*"]
        given = self.names(edge.target) if wanted else None
        return tuple(each for each in wanted if each not in given) if given is not None else ()

    def names(self, path: str, depth: int = _DEEPEST) -> frozenset[str] | None:
        """Give all names that the module at ``path`` exports; ``None`` where they can't be known."""
        if path not in self._known:
            self._known[path] = None
            self._known[path] = self._names(path, depth)
        return self._known[path]

    def _names(self, path: str, depth: int) -> frozenset[str] | None:
        module = self._modules.get(path)
        if module is None or module.language not in _SCRIPTS or module.error is not None or depth == 0:
            return None
        if path.endswith((".d.ts", ".d.mts", ".d.cts")) or not module.exports:
            return None
        own = {each.name for each in module.exports if each.name != "*"}
        if not any(each.name == "*" for each in module.exports):
            return frozenset(own)
        below = self._starred(path, depth)
        return frozenset(own) | below if below is not None else None

    def _starred(self, path: str, depth: int) -> frozenset[str] | None:
        """Give what ``export * from`` brings; it never brings ``default``."""
        edges = self._edges.get(path, ())
        stars = [each for each in edges if each.request.kind in ("export", "type") and "*" in each.request.names]
        found: set[str] = set()
        for edge in stars:
            names = self.names(edge.target, depth - 1) if edge.outcome == "file" and edge.target is not None else None
            if names is None:
                return None
            found |= names - {"default"}
        return frozenset(found) if stars else None
