"""Reports a layer called `pages` that Next takes for its router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_layer_taken_as_router(evidence: Evidence) -> Iterable[Hit]:
    """A folder of the architecture is taken for the pages router.

    Feature-Sliced Design has layers called `app` and `pages`. Next takes `pages` or `src/pages` for the pages
    router, and every file in it for a page.

    Source: lib/find-pages-dir.ts, build/index.ts (13.4 and later).

    ## Why it matters

    The build ends with an error, because these files have no component as their default export.

    ## How to fix

    Rename the layer, for example to `views`, or put an empty `pages/` folder with a README beside package.json, as
    the documentation of Feature-Sliced Design says, if `app/` lies there too.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-layer-taken-as-router"):
        folder = each.places[0]
        example = each.places[1].path
        yield Hit(
            message=f"{app.name} takes {folder.path} for the pages router; files in it export no component ({example})",
            at=folder,
            fix=f"Rename {folder.path}, for example to {folder.path.removesuffix('pages')}views.",
            anchor=folder.path,
            predicts="build",
        )
