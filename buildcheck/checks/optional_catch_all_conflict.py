"""Reports an optional catch-all beside a route that it takes in."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def optional_catch_all_conflict(evidence: Evidence) -> Iterable[Hit]:
    """An optional catch-all stands beside a route that it contains.

    `/blog/[[...path]]` also answers `/blog`, so that `/blog` may have no page of its own; and `[...path]` and
    `[[...path]]` may not stand at one level.

    Sources: shared/lib/router/utils/sorted-routes.ts, build/validate-app-paths.ts (16.1 and later).

    ## Why it matters

    The build ends with an error, or, in the app router of Next 15.5 and later, passes some of these, and the server
    fails: no page is served.

    ## How to fix

    Use `[...path]` for the addresses below and keep the page, or delete the page and let the catch-all answer.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("optional-catch-all-conflict"):
        one, other = each.places
        first, second = each.names[1], each.names[0]
        refused = each.fate == "refused"
        what = (
            f"{app.name} refuses to build both"
            if refused
            else f"{app.name} builds both, but its server then fails and serves no page"
        )
        yield Hit(
            message=f"{first} ({one.path}) and {second} ({other.path}) answer the same address; {what}",
            at=one,
            fix=f"Rename the folder to `[...name]` so that it does not answer {second}, or delete one of the two.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes#optional-catch-all-segments",
            anchor=f"{first} {second}",
            predicts="build" if refused else None,
        )
