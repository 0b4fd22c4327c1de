"""Reports `_app`, `_document` and `_error` in a folder below `pages/`."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def reserved_page_misplaced(evidence: Evidence) -> Iterable[Hit]:
    """A reserved page lies in a folder below `pages/`.

    `_app`, `_document` and `_error` are known right below `pages/` only.

    Source: build/index.ts, nestedReservedPages (12 to 16.4).

    ## Why it matters

    The build says so in its log and makes an ordinary page of it, at an address such as `/shop/_app`; it wraps
    nothing.

    ## How to fix

    Move it right below `pages/`, or use a layout component in the pages of that folder.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("reserved-page-misplaced"):
        yield Hit(
            message=f"{each.places[0].path} is too deep to be read as such: {app.name} makes the page {each.url} of it",
            at=each.places[0],
            fix="Move it right below the pages folder, or wrap the pages of this folder in a component.",
            docs="https://nextjs.org/docs/messages/nested-reserved-page",
            anchor=each.url,
        )
