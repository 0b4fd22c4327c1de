"""Reports a `pages/404` that the app router replaces."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def pages_404_not_used(evidence: Evidence) -> Iterable[Hit]:
    """`pages/404` is not used, because the app router answers unknown addresses.

    As soon as there is a page in `app/`, unknown addresses get the 404 of the app router: `app/not-found`, or the
    built-in one.

    Source: build/entries.ts and build/index.ts, hasApp404 (13.5 and later).

    ## Why it matters

    Visitors see the built-in page instead of the one that was made for them, without a word in the build.

    ## How to fix

    Move the page to `app/not-found.tsx`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("pages-404-not-used"):
        page = each.places[0]
        yield Hit(
            message=f"{page.path} is not shown: {app.app_dir} has pages and no not-found, so a built-in page answers",
            at=page,
            fix=f"Move it to {app.app_dir}/not-found.tsx.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/not-found",
            anchor=page.path,
        )
