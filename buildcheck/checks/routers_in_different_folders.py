"""Reports routers of which one lies in `src/` and the other does not."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def routers_in_different_folders(evidence: Evidence) -> Iterable[Hit]:
    """`app` and `pages` lie in different folders.

    From 16.0 on Next wants both routers beside package.json, or both in `src/`. A folder counts by its name alone,
    also a `src/pages` that holds no routes.

    Source: lib/find-pages-dir.ts (16.0 and later).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Move one of them beside the other. A folder of sources that is no router needs another name.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("routers-in-different-folders"):
        pages, routed = each.places
        yield Hit(
            message=f"{pages.path} and {routed.path} are not in one folder; {app.name} refuses to build",
            at=pages,
            fix=f"Move {pages.path} beside {routed.path}, or rename it if it holds no routes.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/src-folder",
            anchor=pages.path,
            predicts="build",
        )
