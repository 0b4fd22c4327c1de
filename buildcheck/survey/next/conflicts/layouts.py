"""Pages without a root layout, and slots that an address leaves open.

Sources: build/webpack/loaders/next-app-loader, crates/next-core/src/app_structure.rs (root layout since 16.4 there;
missing ``default`` since 16.0 in both).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buildcheck.model.next_app import Conflict, Fate, Route
from buildcheck.model.value import At
from buildcheck.survey.next.conflicts.strict import is_strict, strict_conflicts
from buildcheck.survey.next.loader import Twice, tree_levels
from buildcheck.survey.next.names import is_group
from buildcheck.survey.next.parallel import Paths, entries_by_url, with_catch_alls
from buildcheck.survey.next.structure import Structure


def layout_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give what the app router can't put together: pages without a root layout, slots without a page."""
    folder = structure.folders.app
    if folder is None:
        return
    yield from _root_layouts(structure, folder)
    paths = with_catch_alls(entries_by_url(each.entry for each in structure.of("app")))
    refused = list(strict_conflicts(structure, folder, paths)) if is_strict(structure) else []
    yield from refused
    if not any(each.check == "slot-default-missing" for each in refused):
        yield from _defaults(structure, folder, paths)


def _root_layouts(structure: Structure, folder: str) -> Iterator[Conflict]:
    checked = structure.bundler == "webpack" or structure.version >= (16, 4, 0)
    layouts = {
        place
        for path in structure.tree.below(folder)
        if (parts := path.rpartition("/"))[2] in {f"layout.{each}" for each in structure.extensions}
        for place in [parts[0]]
    }
    by_url: dict[str, list[Route]] = {}
    for route in structure.routes:
        # The page for unknown addresses is given a built-in layout since 15.5 (15.4 refuses it).
        bare = route.kind == "special" and structure.version < (15, 5, 0)
        if route.router == "app" and (route.kind == "page" or bare):
            by_url.setdefault(route.url, []).append(route)
    prefix = len(structure.tree.full(folder)) + 1
    for url, routes in by_url.items():
        if not any(_has_layout(each.path[prefix:], layouts) for each in routes):
            yield Conflict(
                check="root-layout-missing",
                places=(At(path=routes[0].path),),
                fate="refused" if checked else "silent",
                url=url,
                names=(structure.tree.full(folder),),
            )


def _has_layout(path: str, layouts: set[str]) -> bool:
    place = path
    while place:
        place = place.rpartition("/")[0]
        if place in layouts:
            return True
    return False


def _defaults(structure: Structure, folder: str, paths: Paths) -> Iterator[Conflict]:
    """Slots that some address leaves open, with no ``default`` to stand in: refused since 16, a 404 before."""
    fate: Fate = "refused" if structure.version >= (16, 0, 0) else "silent"
    slots = _slots(structure, folder)
    if not slots:
        return
    defaults = structure.defaults
    said = set[tuple[str, str]]()
    for url, entries in paths.items():
        if not any(each.endswith("/page") for each in entries):
            continue
        for path, slot in _open(entries, slots, defaults, structure):
            if (path, slot) not in said:
                said.add((path, slot))
                place = structure.at(f"{folder}{path}/{slot}")
                yield Conflict(check="slot-default-missing", places=(place,), fate=fate, url=url, names=(slot,))


def _open(
    entries: Sequence[str], slots: dict[str, set[str]], defaults: frozenset[str], structure: Structure
) -> Iterator[tuple[str, str]]:
    others = entries if structure.bundler == "webpack" else [each.entry for each in structure.of("app")]
    try:
        levels = list(tree_levels(sorted(entries), slots_may_differ=structure.version >= (14, 0, 0)))
    except Twice:
        return
    for level in levels:
        inside = any(each.startswith(("[...", "[[...")) for each in level.path.split("/"))
        if inside or not _has_children(level.path, others):
            continue
        for slot in sorted(slots.get(level.path, set()) - level.slots):
            if f"{level.path}/{slot}/default" not in defaults:
                yield level.path, slot


def _has_children(path: str, entries: Sequence[str]) -> bool:
    """Whether a folder has routes below it, outside of its slots."""
    for entry in entries:
        if entry.startswith(f"{path}/"):
            rest = [each for each in entry[len(path) + 1 :].split("/") if not is_group(each)]
            if rest != ["page"] and not rest[0].startswith("@"):
                return True
    return False


def _slots(structure: Structure, folder: str) -> dict[str, set[str]]:
    """Give the slots by the folder that they lie in (``""`` for the router's own)."""
    found: dict[str, set[str]] = {}
    for path in structure.tree.below(folder):
        parts = ["", *path.split("/")[:-1]]
        for place, part in enumerate(parts):
            if part.startswith("@") and part != "@children":
                found.setdefault("/".join(parts[:place]), set()).add(part)
    return found
