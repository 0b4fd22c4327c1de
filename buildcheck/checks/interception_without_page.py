"""Reports intercepted addresses that have no page of their own."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def interception_without_page(evidence: Evidence) -> Iterable[Hit]:
    """An intercepted address has no page of its own.

    An intercepting route shows another address inside the current page. When that address is opened directly, or
    reloaded, its own page has to answer.

    Source: build/entries.ts and shared/lib/router/utils/interception-routes.ts (16.4 and later, unless
    `deprecated.looseRouteMatching` is set).

    ## Why it matters

    Next 16.4 and later end the build with an error; before, such a link could not be reloaded or shared.

    ## How to fix

    Add a page at the intercepted address.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("interception-without-page"):
        yield Hit(
            message=f"{each.url} intercepts {each.names[0]}, which has no page; {app.name} refuses to build it",
            at=each.places[0],
            fix=f"Add a page for {each.names[0]}, so that the address can be opened directly.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/intercepting-routes",
            anchor=each.url,
            predicts="build",
        )
