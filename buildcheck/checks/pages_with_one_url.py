"""Reports two pages of the app router that have one address."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def pages_with_one_url(evidence: Evidence) -> Iterable[Hit]:
    """Two pages of the app router have the same address.

    Route groups, `(shop)`, are not part of an address, so that `app/(a)/about/page.tsx` and
    `app/(b)/about/page.tsx` are both `/about`.

    Source: build/webpack/loaders/next-app-loader (13.4 and later), crates/next-core/src/app_structure.rs
    (Turbopack).

    ## Why it matters

    The build ends with an error. Next 13.0 to 13.3 built one of them without a word.

    ## How to fix

    Delete one of the two pages, or move it to a folder that has a name of its own.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("pages-with-one-url"):
        one, other = each.places
        refused = each.fate == "refused"
        what = f"{app.builder} refuses to build both" if refused else f"{app.name} builds one of them without a word"
        yield Hit(
            message=f"{one.path} and {other.path} are both {each.url}; {what}",
            at=one,
            fix=f"Delete {one.path} or {other.path}, or give one of them a folder with a name of its own.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/route-groups",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
