"""Reports a page and a route handler that have one address."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_and_route_handler(evidence: Evidence) -> Iterable[Hit]:
    """A page and a route handler have the same address.

    An address is either a page or a handler. `page` and `route` may not stand in one folder, nor in two groups that
    come to the same address.

    Source: build/webpack/loaders/next-app-loader (13.4 and later), crates/next-core/src/app_structure.rs
    (Turbopack).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Move the handler to an address of its own, such as one below `app/api/`, and change what calls it.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-and-route-handler"):
        one, other = each.places
        refused = each.fate == "refused"
        what = f"{app.builder} refuses to build both" if refused else f"{app.name} serves one of them without a word"
        yield Hit(
            message=f"{one.path} and {other.path} are both {each.url}; {what}",
            at=one,
            fix="Move the route handler to an address of its own, for example below app/api/.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/route",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
