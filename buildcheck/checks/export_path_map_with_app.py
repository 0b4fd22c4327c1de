"""Reports `exportPathMap` in an app with the app router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def export_path_map_with_app(evidence: Evidence) -> Iterable[Hit]:
    """`exportPathMap` is set beside the app router.

    `exportPathMap` is of the pages router. With an `app` folder Next does not accept the key at all.

    Source: build/index.ts (13.3 and later).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Remove the key. In the app router `generateStaticParams` says which addresses a static export has.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("export-path-map-with-app"):
        yield Hit(
            message=f"`exportPathMap` is set and there is {app.app_dir}; {app.name} refuses to build",
            at=each.places[0],
            fix="Remove `exportPathMap`, and use `generateStaticParams` in the pages of the app router.",
            docs="https://nextjs.org/docs/pages/api-reference/config/next-config-js/exportPathMap",
            anchor="exportPathMap",
            predicts="build",
        )
