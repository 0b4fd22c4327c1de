"""Files that make one address: in both routers, in two groups, a page beside a handler, twice in ``pages``.

Sources: build/index.ts, build/entries.ts, the app loader of webpack; crates/next-core/src/app_structure.rs and
crates/next-api/src/project.rs for Turbopack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.next_app import Conflict, Fate, Route
from buildcheck.model.value import At
from buildcheck.survey.next.loader import Twice, tree_levels
from buildcheck.survey.next.names import page_key
from buildcheck.survey.next.parallel import Paths, with_catch_alls
from buildcheck.survey.next.structure import Structure


def same_url_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files that stand for one address."""
    yield from _both_routers(structure)
    if structure.bundler == "webpack":
        yield from _pages_of_webpack(structure)
    else:
        yield from _pages_of_turbopack(structure)
    yield from _handlers(structure)
    yield from _duplicates(structure)


def _both_routers(structure: Structure) -> Iterator[Conflict]:
    pages = {each.url: each for each in structure.routes if each.router == "pages"}
    seen = set[str]()
    for route in structure.of("app"):
        other = pages.get(route.url)
        if other is not None and route.url not in seen:
            seen.add(route.url)
            yield _conflict("page-in-both-routers", route.url, (other, route), "refused")


def _pages_of_webpack(structure: Structure) -> Iterator[Conflict]:
    """The loader of each page looks at all entries of its address; handlers are among them, since 13.4."""
    files = {_loaded_as(each, structure): each for each in structure.of("app")}
    paths: Paths = {}
    for name, route in files.items():
        paths.setdefault(route.url, []).append(name)
    if structure.version >= (14, 0, 0):
        paths = with_catch_alls(paths)
    for url, entries in paths.items():
        if not any(each.endswith("/page") for each in entries):
            continue
        try:
            list(tree_levels(sorted(entries), slots_may_differ=structure.version >= (14, 0, 0)))
        except Twice as twice:
            fate: Fate = "refused" if structure.version >= (13, 4, 0) else "silent"
            yield _pages_conflict(url, files[twice.first], files[twice.second], fate)
        else:
            own = [files[each] for each in entries if files[each].url == url and not files[each].slots]
            yield from _page_and_group(url, [each for each in own if each.kind == "page"], structure)


def _page_and_group(url: str, pages: list[Route], structure: Structure) -> Iterator[Conflict]:
    """A page and one in a group below it are no clash to the loader. Up to 14 one of them lacks its manifest of client
    components ("reading 'clientModules'": seen on 13.5 and 14.2); 15.5 and 16.4 build one of them."""
    if len(pages) > 1:
        refused = (13, 4, 0) <= structure.version < (15, 0, 0)
        yield _pages_conflict(url, pages[0], pages[1], "refused" if refused else "silent")


def _nested(one: Route, other: Route) -> bool:
    """Whether one page lies in a group below the folder of the other."""
    folders = sorted(each.entry.rpartition("/")[0] + "/" for each in (one, other))
    return folders[1].startswith(folders[0])


def _loaded_as(route: Route, structure: Structure) -> str:
    """Give the name by which the loader knows a route: that of the file, also for metadata (``appPathsPerRoute`` in
    build/entries.ts)."""
    if route.kind != "metadata":
        return route.entry
    folder = structure.tree.full(structure.folders.app or "")
    return page_key(route.path[len(folder) + 1 :], structure.extensions)


def _pages_of_turbopack(structure: Structure) -> Iterator[Conflict]:
    """Pages outside of slots; handlers and metadata may not share the address of a page."""
    by_url: dict[str, list[Route]] = {}
    for route in structure.of("app"):
        if not route.slots and all(route.entry != each.entry for each in by_url.get(route.url, ())):
            by_url.setdefault(route.url, []).append(route)
    for url, routes in by_url.items():
        for other in routes[1:]:
            if "page" in (routes[0].kind, other.kind):
                # Turbopack compares neither catch-alls (seen on 15.5 and 16.1) nor a page with one in a group below it
                # (seen on 16.4).
                both = routes[0].kind == other.kind == "page"
                passes = both and ("[..." in url or _nested(routes[0], other))
                yield _pages_conflict(url, routes[0], other, "silent" if passes else "refused")


def _pages_conflict(url: str, one: Route, other: Route, fate: Fate) -> Conflict:
    kinds = {one.kind, other.kind}
    check = "pages-with-one-url"
    if "metadata" in kinds:
        check = "metadata-route-conflict"
    elif "handler" in kinds:
        check = "page-and-route-handler"
    return _conflict(check, url, (one, other), fate)


def _handlers(structure: Structure) -> Iterator[Conflict]:
    """Handlers and metadata files of one address: webpack builds both and one answers, Turbopack refuses."""
    by_url: dict[str, list[Route]] = {}
    for route in structure.of("app"):
        if route.kind in ("handler", "metadata"):
            by_url.setdefault(route.url, []).append(route)
    for url, routes in by_url.items():
        for other in routes[1:]:
            metadata = "metadata" in (routes[0].kind, other.kind)
            same_folder = routes[0].path.rpartition("/")[0] == other.path.rpartition("/")[0]
            refused = structure.bundler == "turbopack" or _trips_webpack(routes[0], other, structure.version)
            fate: Fate = "refused" if refused and not same_folder else "silent"
            check = "metadata-route-conflict" if metadata else "route-handlers-with-one-url"
            if metadata or not same_folder:
                yield _conflict(check, url, (routes[0], other), fate)


def _trips_webpack(one: Route, other: Route, version: tuple[int, int, int]) -> bool:
    """Whether the warning about a page that is there twice fails itself, because it looks a metadata file up by the
    name of its route (``createPagesMapping`` in build/entries.ts, 13.3 to 14.0): robots and manifest made by code."""
    made = one.kind == "metadata" and one.path.rpartition("/")[2].startswith(("robots.", "manifest."))
    return (13, 3, 0) <= version < (14, 1, 0) and made and other.kind == "handler"


def _duplicates(structure: Structure) -> Iterator[Conflict]:
    """Two files of one name: the one that is listed last is built. Up to 14.0 the build says so."""
    fate: Fate = "said" if structure.version < (14, 1, 0) else "silent"
    first: dict[tuple[str, str], Route] = {}
    for route in structure.routes:
        other = first.setdefault((route.router, route.entry), route)
        if other is not route and other.kind == route.kind != "metadata":
            yield _conflict("duplicate-page", route.url, (other, route), fate)


def _conflict(check: str, url: str, routes: Iterable[Route], fate: Fate) -> Conflict:
    return Conflict(check=check, url=url, places=tuple(At(path=each.path) for each in routes), fate=fate)
