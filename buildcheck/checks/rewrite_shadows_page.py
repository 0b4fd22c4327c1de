"""Reports pages that a rewrite before files hides."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def rewrite_shadows_page(evidence: Evidence) -> Iterable[Hit]:
    """A rewrite hides a page.

    Rewrites below `beforeFiles` are followed before pages and files are looked at; plain ones come after them.

    Source: server/lib/router-utils/resolve-routes.ts (13.4 and later).

    ## Why it matters

    Nobody ever sees the page, and nothing says so.

    ## How to fix

    Move the rewrite to `afterFiles`, make it narrower, or delete the page.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("rewrite-shadows-page"):
        place, page = each.places
        source, destination = each.names
        yield Hit(
            message=f"The rewrite of `{source}` to {destination or 'elsewhere'} hides {page.path} ({each.url})",
            at=place,
            fix=f"Move the rewrite to `afterFiles`, or delete {page.path}.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/rewrites",
            anchor=f"{source} {each.url}",
        )
