"""Finds options of a route in client components."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def segment_config_in_client_component(evidence: Evidence) -> Iterable[Hit]:
    """A page or layout with "use client" sets options of its route.

    Next.js reads `dynamic`, `revalidate` and their like from the server's side of the file. Of a file with
    `"use client"` the server has references alone.

    ## Why it matters

    `revalidate` becomes a function that throws, and the build ends: "Invalid revalidate value" (validateRevalidate in
    server/lib/patch-fetch.ts, 14.2 to 16.4; executed on 16.4). `dynamic` has no effect: the page is rendered while the
    app is built all the same (executed on 14.2 and 16.4).

    ## How to fix

    Keep the page on the server, with its options, and move what needs the browser into a component of its own that
    begins with `"use client"`.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name not in ("page", "layout") or module is None or module.directive("use client") is None:
            continue
        for export in module.exports:
            if export.name == "revalidate" and survey.next.at_least(14, 2):
                what, severity = f"{survey.next.name} ends the build over it", None
            elif export.name in ("dynamic", "fetchCache", "dynamicParams"):
                what, severity = "it has no effect", "info"
            else:
                continue
            yield Hit(
                message=f'`{export.name}` is exported by a {name} with "use client": {what}',
                at=At(path=path, line=export.line, column=export.column),
                fix=f'Move the client code of this {name} into a component of its own, and take "use client" away.',
                docs="https://nextjs.org/docs/app/api-reference/file-conventions/route-segment-config",
                severity="info" if severity else None,
                predicts=None if severity else "build",
                anchor=export.name,
            )
