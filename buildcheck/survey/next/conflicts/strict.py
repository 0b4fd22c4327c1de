"""What strict route matching refuses: slots that can't render an address, pages that no address renders, intercepted
addresses without a page (16.4; build/entries.ts, server/lib/router-utils/normalize-catchall-routes.ts)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buildcheck.model.next_app import Conflict
from buildcheck.model.value import At
from buildcheck.survey.next.conflicts.interception import Pattern, covered, interception, pattern
from buildcheck.survey.next.names import marker
from buildcheck.survey.next.parallel import Paths, unrendered
from buildcheck.survey.next.structure import Structure


def is_strict(structure: Structure) -> bool:
    """Whether this version matches strictly, and nothing may have switched that off."""
    if structure.version < (16, 4, 0):
        return False
    if structure.config is None:
        return structure.config_files.used is None
    return structure.config.get("deprecated", "looseRouteMatching").state == "absent"


def strict_conflicts(structure: Structure, folder: str, paths: Paths) -> Iterator[Conflict]:
    """Give what is refused. ``paths`` are the entries by address, with the catch-alls that fill slots."""
    files = {each.entry: each.path for each in structure.of("app")}
    found = unrendered(paths, structure.defaults)
    said = set[tuple[tuple[str, ...], str]]()
    for each in found.missing:
        for slot in each.slots:
            if (each.parent, slot) not in said:
                said.add((each.parent, slot))
                place = structure.at("/".join([folder, *each.parent, *([slot] if slot != "children" else [])]))
                yield Conflict(
                    check="slot-default-missing", places=(place,), fate="refused", url=each.url, names=(slot,)
                )
    # Where a slot is open, that is why its pages are not rendered.
    for entry in found.pages if not found.missing else ():
        yield Conflict(check="page-never-rendered", places=(At(path=files[entry]),), fate="refused", url=entry)
    yield from _without_page(structure, paths)


def _without_page(structure: Structure, paths: Paths) -> Iterator[Conflict]:
    """Intercepted addresses that no page answers when they are loaded directly."""
    patterns: list[Pattern] = [pattern(url) for url, entries in paths.items() if _ordinary(url) and _has_page(entries)]
    for route in structure.of("app"):
        found = interception(route.url) if route.kind == "page" else None
        if found is not None and found.target is not None and not covered(pattern(found.target), patterns):
            yield Conflict(
                check="interception-without-page",
                places=(At(path=route.path),),
                fate="refused",
                url=route.url,
                names=(found.target,),
            )


def _ordinary(url: str) -> bool:
    return not any(marker(each) for each in url.split("/"))


def _has_page(entries: Sequence[str]) -> bool:
    return any(each.endswith("/page") for each in entries)
