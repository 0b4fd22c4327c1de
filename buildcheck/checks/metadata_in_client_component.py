"""Finds metadata that is exported by a client component."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def metadata_in_client_component(evidence: Evidence) -> Iterable[Hit]:
    """A page or layout with "use client" exports metadata.

    Next.js reads `metadata` and `generateMetadata` on the server, before the page is rendered. A file that begins with
    `"use client"` gives it nothing but a reference.

    ## Why it matters

    `next build` refuses it from 13.2 on: "You are attempting to export "metadata" from a component marked with "use
    client"" (crates/next-custom-transforms/react_server_components.rs, executed to 16.4).

    ## How to fix

    Keep the page on the server, with its metadata, and move what needs the browser into a component of its own that
    begins with `"use client"`.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(13, 2):
        return
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name not in ("page", "layout") or module is None or module.directive("use client") is None:
            continue
        for export in module.exports:
            if export.name in ("metadata", "generateMetadata") and export.form != "type":
                yield Hit(
                    message=f'`{export.name}` is exported by a {name} with "use client": {survey.next.name} refuses it',
                    at=At(path=path, line=export.line, column=export.column),
                    fix=f'Move the client code of this {name} into a component of its own, and take "use client" away.',
                    docs="https://nextjs.org/docs/app/api-reference/functions/generate-metadata",
                    predicts="build",
                    anchor=export.name,
                )
