"""Modules, their edges and the routes -> `Layers`: where Next compiles each module, and by which chain of imports.

Sources: the flight plugins of build/webpack, crates/next-core/src/next_app. An import for its types alone, or one that
TypeScript erases, leads nowhere. ``"use client"`` ends the server's layer and ``"use server"`` the browser's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from buildcheck.model.layers import Layers, Trail
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.survey import Edge
from buildcheck.model.syntax import Known, Table
from buildcheck.survey.next.app_files import app_files
from buildcheck.survey.next.prerender import static_pages

EDGE_RUNTIMES = frozenset({"edge", "experimental-edge"})
_LOADS = frozenset({"import", "export", "dynamic", "require"})
_STATIC = frozenset({"import"})

Modules = Mapping[str, Module]
Edges = Mapping[str, tuple[Edge, ...]]


def find_layers(modules: Modules, edges: Edges, app: NextApp) -> Layers:
    """Say where each module of ``app`` is compiled."""
    loaded = app_files(app, modules)
    graph = _Graph(modules, edges)
    entries = [*loaded, *(each.path for each in app.routes if each.router == "app" and each.path not in loaded)]
    server, client = graph.split(entries)
    pages = [each.path for each in app.routes if each.router == "pages" and each.kind != "api"]
    rendered = [path for path, name in loaded.items() if name in {"page", "layout"}]
    edge = [*_middleware(app, modules), *(each.path for each in app.routes if _on_edge(modules.get(each.path)))]
    layers = Layers(
        server=server,
        client=client,
        pages=graph.below(pages, _LOADS),
        edge=graph.below(edge, _LOADS),
        evaluated=graph.below([*rendered, *pages], _STATIC, stop="use server"),
        loaded=loaded,
    )
    return replace(layers, static=static_pages(modules, edges, app, layers))


class _Graph:
    """The graph of modules; its questions give the shortest chain to each module that is reached."""

    def __init__(self, modules: Modules, edges: Edges) -> None:
        self._modules = modules
        self._edges = edges

    def below(self, entries: Iterable[str], kinds: frozenset[str], stop: str | None = None) -> dict[str, Trail]:
        """Give what ``entries`` lead to by imports of ``kinds``, themselves included."""
        found: dict[str, Trail] = {}
        pending: deque[Trail] = deque((each,) for each in entries if each in self._modules)
        while pending:
            trail = pending.popleft()
            path = trail[-1]
            if path in found or (stop is not None and self._is(path, stop)):
                continue
            found[path] = trail
            pending.extend((*trail, each) for each in self._targets(path, kinds))
        return found

    def split(self, entries: Iterable[str]) -> tuple[dict[str, Trail], dict[str, Trail]]:
        """Give what ``entries`` lead to in the server's layer and in the browser's."""
        server: dict[str, Trail] = {}
        client: dict[str, Trail] = {}
        pending: deque[tuple[Trail, bool]] = deque(((each,), False) for each in entries if each in self._modules)
        while pending:
            trail, in_browser = pending.popleft()
            path = trail[-1]
            in_browser = (in_browser or self._is(path, "use client")) and not self._is(path, "use server")
            layer = client if in_browser else server
            if path in layer:
                continue
            layer[path] = trail
            pending.extend(((*trail, each), in_browser) for each in self._targets(path, _LOADS))
        return server, client

    def _is(self, path: str, directive: str) -> bool:
        return self._modules[path].directive(directive) is not None

    def _targets(self, path: str, kinds: frozenset[str]) -> Iterator[str]:
        for edge in self._edges.get(path, ()):
            request, target = edge.request, edge.target
            if edge.outcome != "file" or target is None or target not in self._modules:
                continue
            if request.kind in kinds and request.loads:
                yield target


def _middleware(app: NextApp, modules: Modules) -> Iterator[str]:
    """Give the middleware where it runs on the edge; ``proxy`` runs on Node (16.0), middleware if it asks for it
    (experimental in 15.2, stable in 15.5)."""
    path = app.conventions.get("middleware")
    module = modules.get(path) if path is not None else None
    if path is not None and module is not None and runtime_of(module) not in {"nodejs", "unknown"}:
        yield path


def _on_edge(module: Module | None) -> bool:
    return module is not None and runtime_of(module) in EDGE_RUNTIMES


def runtime_of(module: Module) -> str | None:
    """Give the runtime that a route asks for, ``unknown`` where the text does not tell."""
    export = module.export("runtime")
    if export is not None:
        return (
            export.value.value if isinstance(export.value, Known) and isinstance(export.value.value, str) else "unknown"
        )
    config = module.export("config")
    if config is None:
        return None
    if not isinstance(config.value, Table) or config.value.open:
        return "unknown"
    entry = config.value.entries.get("runtime")
    if entry is None:
        return None
    return entry.value if isinstance(entry, Known) and isinstance(entry.value, str) else "unknown"
