"""Reports two files of one router that make one page."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def duplicate_page(evidence: Evidence) -> Iterable[Hit]:
    """Two files make the same page.

    `pages/about.tsx` and `pages/about/index.tsx` are one page, and so are `page.js` and `page.tsx` in one folder.

    Source: build/entries.ts (12 to 16.2), build/route-discovery.ts (16.3 and later).

    ## Why it matters

    Next builds one of them. Up to 14.0 the build says so in its log; later versions say nothing, so that work on
    the other file has no effect.

    ## How to fix

    Delete the file that is out of date.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("duplicate-page"):
        one, other = each.places
        told = "says so in its log" if each.fate == "said" else "says nothing"
        yield Hit(
            message=f"{one.path} and {other.path} are both {each.url}; {app.name} builds one of them and {told}",
            at=other,
            fix=f"Delete {one.path} or {other.path}, whichever is out of date.",
            docs="https://nextjs.org/docs/messages/duplicate-pages",
            anchor=each.url,
        )
