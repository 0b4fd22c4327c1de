"""The folders of both routers -> the routes that Next would build, in Next's own names.

Sources: build/entries.ts up to 16.2, build/route-discovery.ts since, server/lib/find-page-file.ts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from buildcheck.model.module import Module
from buildcheck.model.next_app import Bundler, Route, RouteKind
from buildcheck.survey.next.metadata import MULTIPLE, is_metadata, metadata_entry
from buildcheck.survey.next.names import app_url, is_slot, marker, page_key, without_extension
from buildcheck.survey.next.tree import Tree

SPECIAL_PAGES = frozenset({"/_app", "/_document", "/_error", "/404", "/500"})


class Sources(NamedTuple):
    """What routes are read from."""

    tree: Tree
    version: tuple[int, int, int]
    bundler: Bundler
    extensions: tuple[str, ...]
    modules: Mapping[str, Module]


def app_routes(sources: Sources, folder: str) -> Iterator[Route]:
    """Give the routes of the app router in ``folder``, one for each file."""
    for path in sources.tree.below(folder):
        if is_private(path, sources.version):
            continue
        full = sources.tree.full(f"{folder}/{path}")
        kind, entry = _app_entry(path, full, sources)
        if entry is not None:
            segments = entry.split("/")
            yield Route(
                url=app_url(entry) if kind != "special" else "/_not-found",
                entry=entry,
                path=full,
                router="app",
                kind=kind,
                slots=tuple(each for each in segments if is_slot(each)),
                intercepts=any(marker(each) for each in segments),
            )


def pages_routes(sources: Sources, folder: str) -> Iterator[Route]:
    """Give the routes of the pages router in ``folder``: every file with a page extension is one."""
    for path in sources.tree.below(folder):
        if not has_extension(path, sources.extensions) or (path.endswith(".d.ts") and "ts" in sources.extensions):
            continue
        key = page_key(path, sources.extensions)
        kind: RouteKind = "page"
        if key == "/api" or key.startswith("/api/"):
            kind = "api"
        elif key in SPECIAL_PAGES:
            kind = "special"
        yield Route(url=key, entry=key, path=sources.tree.full(f"{folder}/{path}"), router="pages", kind=kind)


def is_private(path: str, version: tuple[int, int, int]) -> bool:
    """Whether a file of the app router lies in a private folder, or is one: their names begin with ``_``."""
    return version >= (13, 3, 0) and any(part.startswith("_") for part in path.split("/"))


def has_extension(path: str, extensions: Sequence[str]) -> bool:
    """Whether the name ends with one of the page extensions."""
    return any(path.endswith(f".{each}") for each in extensions)


def _app_entry(path: str, full: str, sources: Sources) -> tuple[RouteKind, str | None]:
    key = page_key(path, sources.extensions)
    if sources.version >= (13, 3, 0):
        key = key.replace("%5F", "_")
    name = without_extension(path.rpartition("/")[2], sources.extensions)
    if has_extension(path, sources.extensions):
        if name == "page":
            return "page", key
        if name == "route" and sources.version >= (13, 2, 0):
            return "handler", key
        if path.count("/") == 0 and name == "not-found" and sources.version >= (13, 3, 0):
            return "special", "/_not-found/page"
    if is_metadata(path, sources.extensions, sources.version, sources.bundler):
        module = sources.modules.get(full)
        multiple = module is not None and any(module.export(each) is not None for each in MULTIPLE)
        return "metadata", metadata_entry(key, sources.version, multiple=multiple)
    return "page", None
