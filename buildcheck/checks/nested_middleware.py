"""Reports `_middleware` files in the folders of pages."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def nested_middleware(evidence: Evidence) -> Iterable[Hit]:
    """A `_middleware` file lies in a folder of pages.

    This was the way of Next 12.0 and 12.1. Since 12.2 there is one `middleware` file beside the routers.

    Source: build/entries.ts (12.2 and later).

    ## Why it matters

    Next 12.2 to 13.2 end the build with an error. Later versions say nothing, and the code never runs, even where
    it keeps strangers out.

    ## How to fix

    Move the code to `middleware.ts` beside `pages/`, with a `matcher` for the addresses that it is for.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("nested-middleware"):
        refused = each.fate == "refused"
        what = "refuses to build it" if refused else "never runs it, and says nothing"
        yield Hit(
            message=f"{each.places[0].path} is middleware in the way of Next 12.1; {app.name} {what}",
            at=each.places[0],
            fix="Move it to middleware.ts beside the pages folder, with a `matcher`.",
            docs="https://nextjs.org/docs/messages/nested-middleware",
            anchor=each.places[0].path,
            predicts="build" if refused else None,
        )
