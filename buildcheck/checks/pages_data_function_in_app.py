"""Finds data functions of the pages router in files of the app router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

REFUSED = ("getServerSideProps", "getStaticProps")


@check("error")
def pages_data_function_in_app(evidence: Evidence) -> Iterable[Hit]:
    """A file of the app router exports a data function of the pages router.

    `getServerSideProps`, `getStaticProps` and `getStaticPaths` belong to the pages router. In the app router the
    component itself is async and fetches, and `generateStaticParams` lists the paths.

    ## Why it matters

    `next build` refuses the first two in a page, a layout and (from 16.0) a route handler: "is not supported in app/"
    (13.0 to 16.4, executed). `getStaticPaths` is never called, without a word: the paths are not built beforehand.

    ## How to fix

    Make the page an async component and fetch in it. Replace `getStaticPaths` by `generateStaticParams`.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    places = {"page", "layout", "route"} if survey.next.at_least(16) else {"page", "layout"}
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        for export in module.exports if module is not None and name in places else ():
            at = At(path=path, line=export.line, column=export.column)
            if export.name in REFUSED:
                yield Hit(
                    message=f"`{export.name}` is of the pages router: {survey.next.name} refuses it in `app`",
                    at=at,
                    fix="Fetch in the component itself: `export default async function Page() { … }`.",
                    docs="https://nextjs.org/docs/app/guides/migrating/app-router-migration",
                    predicts="build",
                    anchor=export.name,
                )
            elif export.name == "getStaticPaths":
                yield Hit(
                    message="`getStaticPaths` is of the pages router: in `app` it is never called",
                    at=at,
                    severity="warning",
                    fix="Replace it by `generateStaticParams`.",
                    docs="https://nextjs.org/docs/app/api-reference/functions/generate-static-params",
                    anchor=export.name,
                )
