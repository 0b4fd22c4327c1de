"""Reports `middleware` and `proxy` beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def middleware_and_proxy(evidence: Evidence) -> Iterable[Hit]:
    """There is a `middleware` file and a `proxy` file.

    From 16.0 on they are two names of one thing.

    Source: build/index.ts (16.0 and later).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Merge both into `proxy.ts`, and delete `middleware.ts`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("middleware-and-proxy"):
        middleware, proxy = each.places
        yield Hit(
            message=f"{middleware.path} and {proxy.path} are the same thing; {app.name} refuses to build both",
            at=middleware,
            fix=f"Merge {middleware.path} into {proxy.path}, and delete it.",
            docs="https://nextjs.org/docs/messages/middleware-to-proxy",
            anchor="middleware and proxy",
            predicts="build",
        )
