"""Reports files of the app router that look like routes and make none."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def app_file_without_route(evidence: Evidence) -> Iterable[Hit]:
    """A file in `app/` looks like a route and makes none.

    In the app router an address is a folder with `page` or `route` in it, in small letters. `app/about.tsx`,
    `app/index.tsx`, `app/Page.tsx` and `app/api/hello.ts` make no address; that was the way of `pages/`.

    Source: server/lib/find-page-file.ts (13.0 to 16.4).

    ## Why it matters

    The address answers 404, and nothing says so.

    ## How to fix

    Move the file into a folder of its own and call it `page`, or `route` for an API.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("app-file-without-route"):
        found = each.places[0]
        if not _is_meant(evidence, found.path, each.kind):
            continue
        yield Hit(
            message=f"{found.path} makes no route, so {each.url} is not served by it: {_WHY[each.kind]}",
            at=found,
            fix=_fix(found.path, each.url or "/", each.kind, app.app_dir or "app"),
            docs="https://nextjs.org/docs/app/getting-started/layouts-and-pages",
            anchor=found.path,
        )


_WHY = {
    "letter-case": "the name has to be in small letters",
    "extension": "its ending is not one of `pageExtensions`",
    "index": "the app router knows page, not index",
    "page": "an address is a folder with a page in it",
    "handler": "an API is a folder with a route in it",
}
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


def _is_meant(evidence: Evidence, path: str, kind: str) -> bool:
    """Whether the file exports what a route would, and no other module imports it."""
    module = evidence.survey.modules.get(path)
    if kind == "extension":
        return True
    if module is None or evidence.survey.importers(path):
        return False
    default = module.export("default")
    if kind == "handler":
        methods = any(each.name in _METHODS for each in module.exports)
        return methods or (default is not None and default.form in ("function", "async-function"))
    return default is not None and default.component


def _fix(path: str, url: str, kind: str, folder: str) -> str:
    name, ending = path.rpartition("/")[2].partition(".")[::2]
    if kind == "extension":
        return f'Add "{ending}" to `pageExtensions` (MDX needs @next/mdx too), or rename the file.'
    if kind == "letter-case":
        return f"Rename it to {name.lower()}.{ending}."
    stem = "route" if kind == "handler" else "page"
    return f"Move it to {folder}{url.rstrip('/')}/{stem}.{ending}."
