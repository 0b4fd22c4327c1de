"""Finds client pages that list static parameters."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def static_params_in_client(evidence: Evidence) -> Iterable[Hit]:
    """A page or layout with "use client" exports generateStaticParams.

    Next.js calls `generateStaticParams` on the server while it builds; a client component has no exports there.

    ## Why it matters

    `next build` refuses it: "cannot use both "use client" and export function "generateStaticParams()""
    (build/analysis/get-page-static-info.ts, 13.5 to 16.4).

    ## How to fix

    Keep the page on the server, with `generateStaticParams`, and move what needs the browser into a component of its
    own that begins with `"use client"`.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(13, 5):
        return
    places = ("page", "layout") if survey.next.bundler == "turbopack" else ("page",)
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name not in places or module is None or module.directive("use client") is None:
            continue
        export = module.export("generateStaticParams")
        if export is not None:
            yield Hit(
                message=f'`generateStaticParams` in a {name} with "use client": {survey.next.name} refuses it',
                at=At(path=path, line=export.line, column=export.column),
                fix='Move the client code into a component of its own, and take "use client" away from this file.',
                docs="https://nextjs.org/docs/app/api-reference/functions/generate-static-params",
                predicts="build",
            )
