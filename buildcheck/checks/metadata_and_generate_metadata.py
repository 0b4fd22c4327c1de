"""Finds files that export metadata twice."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def metadata_and_generate_metadata(evidence: Evidence) -> Iterable[Hit]:
    """A page or layout exports both metadata and generateMetadata.

    One of them is for metadata that never changes, the other for metadata that depends on the request or on data.

    ## Why it matters

    `next build` refuses both in one file: ""metadata" and "generateMetadata" cannot be exported at the same time"
    (13.2 to 16.4, executed).

    ## How to fix

    Keep `generateMetadata` and return the fixed parts from it as well, or keep `metadata` alone.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(13, 2):
        return
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name not in ("page", "layout") or module is None:
            continue
        fixed, made = module.export("metadata"), module.export("generateMetadata")
        # In a client component either of them is refused already.
        if fixed is not None and made is not None and module.directive("use client") is None:
            yield Hit(
                message=f"`metadata` (line {fixed.line}) and `generateMetadata` (line {made.line}) are both exported",
                at=At(path=path, line=made.line, column=made.column),
                fix="Return the fixed metadata from `generateMetadata` as well, and remove the export `metadata`.",
                docs="https://nextjs.org/docs/app/api-reference/functions/generate-metadata",
                predicts="build",
            )
