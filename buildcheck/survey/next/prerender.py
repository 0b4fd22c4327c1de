"""Modules, edges and the layers -> the pages that Next certainly renders while it builds the app.

A page is rendered for each request instead when something on its way asks for the request: its address has a dynamic
part, an option says so, or the server's code uses `cookies()`, `searchParams` and their like. What a package does is
not known, so only packages that draw are let pass (https://nextjs.org/docs/app/guides/caching).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildcheck.model.layers import Layers
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.survey import Edge
from buildcheck.model.syntax import Known

# Nothing of these asks for the request, and none makes a page wait for data.
DRAWING = (
    "react", "react-dom", "next", "next/link", "next/image", "next/script", "next/dynamic", "next/navigation",
    "next/font/google", "next/font/local", "next/legacy/image", "next-themes", "geist", "lucide-react", "react-icons",
    "@heroicons/react", "@tabler/icons-react", "@radix-ui", "radix-ui", "clsx", "classnames", "tailwind-merge",
    "class-variance-authority", "framer-motion", "motion", "sonner", "react-hot-toast", "react-toastify", "date-fns",
    "@vercel/analytics", "@vercel/speed-insights", "@tanstack/react-query", "zustand", "zod", "react-hook-form",
)  # fmt: skip
_OPTIONS = frozenset({"dynamic", "revalidate", "fetchCache", "runtime"})
_HARMLESS = frozenset({"auto", "error", "nodejs"})

Modules = Mapping[str, Module]
Edges = Mapping[str, tuple[Edge, ...]]


def static_pages(modules: Modules, edges: Edges, app: NextApp, layers: Layers) -> frozenset[str]:
    """Give the paths of those pages of the app router."""
    if app.option("cacheComponents").state != "absent" or app.option("experimental", "ppr").state != "absent":
        return frozenset()
    quiet: dict[str, bool] = {}
    found = set[str]()
    for route in app.routes:
        if route.router != "app" or route.kind != "page" or "[" in route.entry or route.slots or route.intercepts:
            continue
        roots = (*layers.around(route.path), route.path)
        if all(_is_plain(modules[each]) for each in roots if each in modules):
            below = {path for root in roots for path in _server_side(root, modules, edges)}
            if all(_is_quiet(path, modules, edges, quiet) for path in below):
                found.add(route.path)
    return frozenset(found)


def _is_plain(module: Module) -> bool:
    """Whether the file sets no option that decides when it is rendered; those of a client component do not count."""
    if module.error is not None:
        return False
    if module.directive("use client") is not None:
        return True
    for export in module.exports:
        if export.name == "*":
            return False
        if export.name in _OPTIONS and not (isinstance(export.value, Known) and _is_harmless(export.value)):
            return False
    return True


def _is_harmless(value: Known) -> bool:
    return value.value in _HARMLESS or (isinstance(value.value, int) and value.value is not True and value.value > 0)


def _server_side(root: str, modules: Modules, edges: Edges) -> Iterator[str]:
    """Give the modules of the server's layer that ``root`` leads to, itself included."""
    seen, pending = set[str](), [root]
    while pending:
        path = pending.pop()
        if path in seen or path not in modules or modules[path].directive("use client") is not None:
            continue
        seen.add(path)
        yield path
        pending += [each.target for each in edges.get(path, ()) if each.target is not None and each.request.loads]


def _is_quiet(path: str, modules: Modules, edges: Edges, known: dict[str, bool]) -> bool:
    if path not in known:
        module = modules[path]
        known[path] = (
            module.error is None
            and not any(each.form == "async-function" for each in module.exports)
            and not any(each.prop == "searchParams" for each in module.properties)
            and not any(each.where == "function" for each in module.directives)
            and all(_draws(each) for each in edges.get(path, ()) if each.request.loads)
        )
    return known[path]


def _draws(edge: Edge) -> bool:
    """Whether what ``edge`` loads is followed on its own, or known not to ask for the request."""
    if edge.outcome in ("file", "builtin"):
        return True
    name = edge.request.specifier
    return edge.outcome == "package" and any(
        name == each or (each != "next" and name.startswith(f"{each}/")) for each in DRAWING
    )
