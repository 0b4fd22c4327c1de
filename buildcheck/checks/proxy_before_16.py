"""Reports a `proxy` file in a version that does not know it."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def proxy_before_16(evidence: Evidence) -> Iterable[Hit]:
    """`proxy` is not known to this version.

    `proxy` is the name of middleware since Next 16. Earlier versions know only `middleware`.

    Source: PROXY_FILENAME in lib/constants.ts (16.0 and later).

    ## Why it matters

    It never runs, and nothing says so. Where it keeps strangers out, everybody is let in.

    ## How to fix

    Rename the file to `middleware.ts` and its function to `middleware`, or update Next to 16.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("proxy-before-16"):
        found = each.places[0]
        if evidence.survey.importers(found.path):
            continue
        yield Hit(
            message=f"{found.path} never runs: {app.name} does not know `proxy`, only `middleware`",
            at=found,
            fix="Rename the file to middleware and its function to `middleware`, or update next to 16.",
            docs="https://nextjs.org/docs/messages/middleware-to-proxy",
            anchor=found.path,
        )
