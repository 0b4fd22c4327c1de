"""Reports parallel slots that some address leaves open."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def slot_default_missing(evidence: Evidence) -> Iterable[Hit]:
    """A parallel slot has no default.

    A slot, `@modal`, is rendered for every address below its layout. Where it has no page for an address, its
    `default` file stands in.

    Sources: build/webpack/loaders/next-app-loader and crates/next-core/src/app_structure.rs (16.0 and later);
    server/lib/router-utils/normalize-catchall-routes.ts (16.4 and later).

    ## Why it matters

    Next 16 and later end the build with an error. Before, the address works when a link leads there, and answers
    404 when it is opened directly or reloaded.

    ## How to fix

    Add a `default.tsx` to the slot; it may return `null`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("slot-default-missing"):
        place = each.places[0]
        refused = each.fate == "refused"
        what = "refuses to build it" if refused else "answers 404 when that address is opened directly"
        yield Hit(
            message=f"{place.path} has no page for {each.url} and no default; {app.name} {what}",
            at=place,
            fix=f"Add {place.path}/default.tsx, for example one that returns null.",
            docs="https://nextjs.org/docs/messages/slot-missing-default",
            anchor=place.path,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
