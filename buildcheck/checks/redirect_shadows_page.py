"""Reports pages that a redirect hides."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def redirect_shadows_page(evidence: Evidence) -> Iterable[Hit]:
    """A redirect hides a page.

    Redirects of the configuration are followed before anything else is looked at.

    Source: server/lib/router-utils/resolve-routes.ts (13.4 and later).

    ## Why it matters

    Nobody ever sees the page, and nothing says so.

    ## How to fix

    Delete the page, or make the redirect narrower.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("redirect-shadows-page"):
        place, page = each.places
        source, destination = each.names
        yield Hit(
            message=f"The redirect of `{source}` to {destination or 'elsewhere'} hides {page.path} ({each.url})",
            at=place,
            fix=f"Delete {page.path}, or make the redirect narrower.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/redirects",
            anchor=f"{source} {each.url}",
        )
