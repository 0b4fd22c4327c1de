"""Reports two route handlers that have one address."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def route_handlers_with_one_url(evidence: Evidence) -> Iterable[Hit]:
    """Two route handlers have the same address.

    Route groups are not part of an address, so that `app/(a)/api/x/route.ts` and `app/(b)/api/x/route.ts` are both
    `/api/x`.

    Source: crates/next-core/src/app_structure.rs (Turbopack); the loader of webpack returns before it compares.

    ## Why it matters

    Turbopack ends the build with an error. webpack builds both, and only one of them ever answers.

    ## How to fix

    Delete one of the two handlers, or merge their methods into one file.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("route-handlers-with-one-url"):
        one, other = each.places
        refused = each.fate == "refused"
        what = "refuses to build both" if refused else "builds both, and only one of them answers"
        yield Hit(
            message=f"{one.path} and {other.path} are both {each.url}; {app.builder} {what}",
            at=one,
            fix=f"Merge {other.path} into {one.path}, or delete one of them.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/route",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
