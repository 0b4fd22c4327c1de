"""Dynamic segments that Next can't put into one table of routes, and what comes of it by version.

Up to 15.4 the build sorts the addresses of both routers together and refuses (build/index.ts, ``getSortedRoutes``).
From 15.5 on it sorts those of the pages router that way (client build manifest) and refuses for them alone; for the app
router 16.1 added a check of its own. What both let pass, the production server still can't sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.next_app import Conflict, Fate
from buildcheck.model.value import At
from buildcheck.survey.next.sorting import Clash, Trouble, clashes
from buildcheck.survey.next.structure import Structure
from buildcheck.survey.next.validation import invalid_app_urls

_CHECKS: dict[Trouble, str] = {
    "names-differ": "dynamic-segment-names-differ",
    "both-catch-alls": "optional-catch-all-conflict",
    "same-specificity": "optional-catch-all-conflict",
}


def dynamic_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the clashes of dynamic segments, each once, with what this version does about it."""
    version = structure.version
    files = {each.url: each.path for each in reversed(structure.routes)}
    pages = [each.url for each in structure.routes if each.router == "pages"]
    app = list(dict.fromkeys(each.url for each in structure.of("app")))
    dots = version >= (15, 0, 0)
    everything = clashes([*pages, *app], knows_three_dots=dots)
    if version < (15, 5, 0):
        unnamed = _without_name(structure) if version >= (15, 0, 0) else ()
        yield from _conflicts([*everything, *unnamed], files, "refused")
        return
    refused = [*clashes(pages, knows_three_dots=dots), *_refused_of_app(structure, app, everything)]
    yield from _conflicts(refused, files, "refused")
    said = {each.urls for each in refused}
    yield from _conflicts([each for each in everything if each.urls not in said], files, "fails")


def _refused_of_app(structure: Structure, app: list[str], everything: list[Clash]) -> Iterator[Clash]:
    """Give what ends the build of the app router although the build does not sort its addresses any more (15.5)."""
    if structure.version >= (16, 1, 0):
        yield from invalid_app_urls(app)
        # Both pages get the one parameter, and what is empty for one of them is an error (seen on 16.1).
        yield from (each for each in everything if each.trouble == "both-catch-alls" and len(set(each.names)) == 1)
        return
    if structure.bundler == "turbopack":
        # "catch all segment must be the last segment" (AppPage::push in crates/next-core/src/next_app/mod.rs).
        yield from (each for each in clashes(app) if each.trouble == "not-last")
    yield from _without_name(structure)


def _without_name(structure: Structure) -> Iterator[Clash]:
    """No rule says so: such a page counts as static, and its prerendering fails (seen on 15.4, 15.5 and 16.0; 14.2
    builds it)."""
    for route in structure.of("app"):
        if route.kind == "page" and "[]" in route.url.split("/"):
            yield Clash("empty-name", (route.url,), ("[]",))


def _conflicts(found: Iterable[Clash], files: dict[str, str], fate: Fate) -> Iterator[Conflict]:
    for each in found:
        yield Conflict(
            check=_CHECKS.get(each.trouble, "segment-invalid"),
            kind=each.trouble,
            places=tuple(At(path=files[url]) for url in reversed(each.urls)),
            fate=fate,
            url=each.urls[-1],
            names=(*each.urls, *each.names),
        )
