"""The manifests in the output folder of a real build -> `BuiltApp`. They are hostile: the project's code ran there.

Sources: shared/lib/constants.ts (names of the files), build/index.ts (who writes them), 13.4 to 16.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from buildcheck.model.built_app import BUILT_IN, BuiltApp, BuiltRoute

APP = "app-path-routes-manifest.json"
PAGES = "server/pages-manifest.json"
ROUTES = "routes-manifest.json"
MIDDLEWARE = "server/middleware-manifest.json"
FUNCTIONS = "server/functions-config-manifest.json"

MANIFESTS = (APP, PAGES, ROUTES, MIDDLEWARE, FUNCTIONS)
"""The files that are read, relative to the output folder."""

_MOST = 10_000
_LONGEST = 1024


def is_manifest(path: str) -> bool:
    """Whether a file that a build wrote is one of `MANIFESTS`, in whatever folder."""
    return path.endswith(tuple(f"/{each}" for each in MANIFESTS))


def find_built_app(contents: Mapping[str, bytes]) -> BuiltApp | None:
    """Give the routes from files that the build wrote, by their path; ``None`` where none of them tells.

    The folder is the highest that has them: a standalone server brings a copy of some of them along.
    """
    folders = {path.removesuffix(f"/{ROUTES}") for path in contents if path.endswith(f"/{ROUTES}")}
    for folder in sorted(folders, key=lambda each: (each.count("/"), each)):
        below = {path.removeprefix(f"{folder}/"): data for path, data in contents.items()}
        if (app := read_manifests(below)) is not None:
            return app
    return None


def read_manifests(contents: Mapping[str, bytes]) -> BuiltApp | None:
    """Give the routes; ``None`` where the manifests are missing or not what Next writes.

    ``contents`` are the bytes of `MANIFESTS`, as far as there are such files.
    """
    tables = ((name, _table(data)) for name, data in contents.items() if name in MANIFESTS)
    read = {name: table for name, table in tables if table is not None}
    if ROUTES not in read or not (PAGES in read or APP in read):
        return None
    app = tuple(_app(read.get(APP, {})))
    pages = tuple(_pages(read.get(PAGES, {}), read[ROUTES], frozenset(each.url for each in app)))
    if len(app) + len(pages) > _MOST:
        return None
    return BuiltApp(
        routes=tuple(sorted((*app, *pages), key=lambda each: (each.router, each.entry))),
        middleware=bool(read.get(MIDDLEWARE, {}).get("middleware"))
        or "/_middleware" in _mapping(read.get(FUNCTIONS, {}).get("functions")),
    )


def _app(paths: Mapping[str, Any]) -> Iterator[BuiltRoute]:
    for entry, url in paths.items():
        if _is_path(entry) and _is_path(url) and url not in BUILT_IN:
            yield BuiltRoute(router="app", entry=entry, url=url)


def _pages(paths: Mapping[str, Any], routes: Mapping[str, Any], of_app: frozenset[str]) -> Iterator[BuiltRoute]:
    """What the manifest of routes lists and the app router did not make: the manifest of pages names with ``i18n`` the
    prerendered page of each language (``/en/about``), and not the page itself. API routes have no language, and were
    not listed before 15."""
    listed = {*_named(routes.get("staticRoutes")), *_named(routes.get("dynamicRoutes"))}
    for entry in (listed - of_app) | {each for each in paths if each == "/api" or each.startswith("/api/")}:
        if _is_path(entry) and entry not in BUILT_IN:
            yield BuiltRoute(router="pages", entry=entry, url=entry)


def _named(routes: Any) -> Iterator[str]:
    for each in routes if isinstance(routes, list) else ():
        page = _mapping(each).get("page")
        if isinstance(page, str):
            yield page


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/") and len(value) <= _LONGEST


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _table(data: bytes) -> Mapping[str, Any] | None:
    try:
        return _mapping(msgspec.json.decode(data))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
