"""Finds cookies() and headers() where there is no request."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.report import Hit
from buildcheck.model.value import At

ASKING = frozenset({"cookies", "headers", "draftMode"})


@check("error")
def request_api_outside_request(evidence: Evidence) -> Iterable[Hit]:
    """cookies() or headers() is called where there is no request.

    They tell about the request that is being answered. While a file is loaded there is none, nor when
    `generateStaticParams` lists what to build.

    ## Why it matters

    The build ends: "`cookies` was called outside a request scope" (executed on 14.2 and 16.4).

    ## How to fix

    Call it inside the component, handler or action that answers the request.
    """
    survey = evidence.survey
    for path, trail in survey.layers.server.items():
        for call in survey.modules[path].calls:
            if call.module != "next/headers" or call.name not in ASKING or call.member is not None:
                continue
            listing = call.within == "generateStaticParams" and len(trail) == 1
            if not call.nested or listing:
                where = "in `generateStaticParams`" if listing else f"when this file is loaded ({this_file(trail)})"
                yield Hit(
                    message=f"`{call.name}()` is called {where}, where there is no request to tell about",
                    at=At(path=path, line=call.line, column=call.column),
                    fix="Call it inside the function that answers the request.",
                    docs="https://nextjs.org/docs/messages/next-dynamic-api-wrong-context",
                    predicts="build",
                    anchor=call.name,
                )
