"""Finds redirects of the app router in the pages router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

THROWN = frozenset({"redirect", "permanentRedirect", "notFound", "forbidden", "unauthorized"})
CALLED = frozenset({"default", "getServerSideProps", "getStaticProps"})


@check("error")
def app_router_api_in_pages(evidence: Evidence) -> Iterable[Hit]:
    """A page of the pages router calls redirect or notFound of next/navigation.

    They throw an error that only the app router takes for what it means. The hooks of `next/navigation` are no matter:
    the pages router answers those as well.

    ## Why it matters

    The page fails with "NEXT_REDIRECT": while the app is built where the page is static (executed on 16.4), else with
    500 for the visitor.

    ## How to fix

    Return `{ redirect: { destination, permanent } }` or `{ notFound: true }` from `getServerSideProps` or
    `getStaticProps`; in the browser call `router.push`.
    """
    survey = evidence.survey
    for route in survey.next.routes if survey.next is not None else ():
        module = survey.modules.get(route.path)
        if route.router != "pages" or route.kind == "api" or module is None:
            continue
        for call in module.calls:
            if call.module == "next/navigation" and call.name in THROWN and call.within in CALLED:
                yield Hit(
                    message=f"`{call.name}` of next/navigation in the pages router: it throws what ends in 500",
                    at=At(path=route.path, line=call.line, column=call.column),
                    fix="Return `redirect` or `notFound` from the page's data function instead.",
                    docs="https://nextjs.org/docs/pages/building-your-application/routing/redirecting",
                    anchor=call.name,
                )
