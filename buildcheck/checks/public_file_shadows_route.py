"""Reports files of `public/` that have the address of a route."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def public_file_shadows_route(evidence: Evidence) -> Iterable[Hit]:
    """A file in `public/` has the address of a route.

    `public/robots.txt` and `app/robots.ts` are both `/robots.txt`.

    Sources: build/index.ts (the routes of `pages/`), server/lib/router-utils/filesystem.ts (the order of the
    server), server/lib/router-server.ts (the dev server), export/index.ts (static export).

    ## Why it matters

    A page of `pages/` and a file of the same address end the build. Beside a route of `app/` the file is served and
    the route never is; the dev server answers 500 for that address, and a static export has the route instead.

    ## How to fix

    Delete one of the two.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("public-file-shadows-route"):
        file, route = each.places
        refused = each.fate == "refused"
        exported = app.config is not None and app.config.get("output").value == "export"
        served = "the export holds the route, never the file" if exported else "the file is served, never the route"
        what = f"{app.name} refuses to build" if refused else f"{served}, and the dev server answers 500"
        yield Hit(
            message=f"{file.path} and {route.path} are both {each.url}: {what}",
            at=file,
            fix=f"Delete {file.path} or {route.path}.",
            docs="https://nextjs.org/docs/messages/conflicting-public-file-page",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
