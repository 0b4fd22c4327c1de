"""Tells that `middleware` is called `proxy` now."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info")
def middleware_deprecated(evidence: Evidence) -> Iterable[Hit]:
    """`middleware` is the old name of `proxy`.

    Next 16 reads `middleware.ts` still, and says in its log that the file should be called `proxy.ts`.

    Source: build/index.ts (16.0 and later).

    ## Why it matters

    The old name will go. `proxy` runs in Node.js and not in the edge runtime, so look at what the file imports.

    ## How to fix

    Rename the file to `proxy.ts` and its function to `proxy`: `npx @next/codemod@latest middleware-to-proxy .`
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("middleware-deprecated"):
        yield Hit(
            message=f"{app.name} calls {each.places[0].path} by its old name; the new one is proxy",
            at=each.places[0],
            fix="Rename it: npx @next/codemod@latest middleware-to-proxy .",
            docs="https://nextjs.org/docs/messages/middleware-to-proxy",
            anchor="middleware",
        )
