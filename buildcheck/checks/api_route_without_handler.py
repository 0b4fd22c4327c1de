"""Finds files of ``pages/api`` that handle no request."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def api_route_without_handler(evidence: Evidence) -> Iterable[Hit]:
    """A file of pages/api has no default export.

    Every file in `pages/api` becomes an address of the site, helpers included. Next.js calls the function that the
    file exports as `default`; here there is none.

    ## Why it matters

    The build does not look at it: `next build` passes, and the address answers 500 with "does not export a default
    function" (shared by all versions: server/route-modules/pages-api, RESERVED_PAGE in build/utils.ts).

    ## How to fix

    Export the handler: `export default function handler(request, response) { … }`. Move helpers out of `pages`.
    """
    survey = evidence.survey
    for route in survey.next.routes if survey.next is not None else ():
        module = survey.modules.get(route.path)
        if route.kind == "api" and module is not None and module.lacks("default"):
            yield Hit(
                message=f"No default export: {route.url} is an address of the site, and answers 500 to every request",
                at=At(path=route.path),
                fix="Export the handler as default, or move the file out of `pages` if it is no handler.",
                docs="https://nextjs.org/docs/pages/building-your-application/routing/api-routes",
                anchor=route.url,
            )
