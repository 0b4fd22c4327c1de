"""Modules -> their edges: how each import of each module resolves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildcheck.model.module import Import, Module
from buildcheck.model.survey import Edge
from buildcheck.survey.imports.resolve import Resolver


def edges_of(modules: Mapping[str, Module], resolver: Resolver) -> dict[str, tuple[Edge, ...]]:
    """Give the edges of all ``modules`` that import anything."""
    found = {path: tuple(_edges(path, module.imports, resolver)) for path, module in modules.items() if module.imports}
    return {path: edges for path, edges in found.items() if edges}


def _edges(importer: str, requests: tuple[Import, ...], resolver: Resolver) -> Iterator[Edge]:
    for request in requests:
        yield edge(importer, request, resolver)


def edge(importer: str, request: Import, resolver: Resolver) -> Edge:
    """Give the edge of one import."""
    found = resolver.resolve(importer, request.specifier, request.kind)
    return Edge(
        importer=importer,
        request=request,
        outcome=found.outcome,
        target=found.target,
        package=found.package,
        subpath=found.subpath,
        alias=found.alias,
        wanted=found.wanted,
        respelled=found.respelled,
    )
