"""Reports pages that no complete route contains."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_never_rendered(evidence: Evidence) -> Iterable[Hit]:
    """A page is part of no address that can be rendered.

    Every slot of a layout needs a page or a `default` for each address. Where none has both, no address renders the
    page.

    Source: build/entries.ts, server/lib/router-utils/normalize-catchall-routes.ts (16.4 and later, unless
    `deprecated.looseRouteMatching` is set).

    ## Why it matters

    Next 16.4 and later end the build with an error.

    ## How to fix

    Add a `default` file to the sibling slots, or delete the page.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-never-rendered"):
        page = each.places[0]
        yield Hit(
            message=f"No address renders {page.path}: a slot near it has no page and no default; {app.name} refuses it",
            at=page,
            fix="Add a default.tsx to the slots beside it (and beside the pages above), or delete the page.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/parallel-routes#defaultjs",
            anchor=each.url,
            predicts="build",
        )
