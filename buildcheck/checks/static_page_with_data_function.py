"""Finds error pages that fetch for every request."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def static_page_with_data_function(evidence: Evidence) -> Iterable[Hit]:
    """pages/404 or pages/500 asks for data of each request.

    Both are built once, as plain files: the server sends them when something went wrong.

    ## Why it matters

    `next build` refuses `getServerSideProps` there: "can not have getInitialProps/getServerSideProps"
    (STATIC_STATUS_PAGE_GET_INITIAL_PROPS_ERROR in lib/constants.ts, 12 to 16.4).

    ## How to fix

    Fetch with `getStaticProps`, or in the browser. What depends on the request belongs into `pages/_error`.
    """
    survey = evidence.survey
    for route in survey.next.routes if survey.next is not None else ():
        module = survey.modules.get(route.path)
        export = module.export("getServerSideProps") if module is not None else None
        if route.router == "pages" and route.entry in ("/404", "/500") and export is not None:
            yield Hit(
                message=f"`getServerSideProps` in pages{route.entry}, which is built once: `next build` refuses it",
                at=At(path=route.path, line=export.line, column=export.column),
                fix="Use `getStaticProps`, or fetch in the browser.",
                docs="https://nextjs.org/docs/messages/404-get-initial-props",
                predicts="build",
            )
