"""Reports pages of the app router that have no root layout."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def root_layout_missing(evidence: Evidence) -> Iterable[Hit]:
    """A page of the app router has no root layout.

    Every page needs a `layout` in its folder or in one above, which holds `<html>` and `<body>`. The dev server
    writes one by itself when it is missing, into the files of the machine where it runs.

    Source: build/webpack/loaders/next-app-loader (13.0 and later), crates/next-core/src/app_structure.rs (16.4 and
    later).

    ## Why it matters

    The build ends with an error. Turbopack before 16.4 builds a page without `<html>`, which browsers show and
    search engines and scripts trip over.

    ## How to fix

    Add `app/layout.tsx` with `<html>` and `<body>` around `children`, and commit it.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("root-layout-missing"):
        page, folder = each.places[0], each.names[0]
        refused = each.fate == "refused"
        what = "refuses to build it" if refused else "builds it without `<html>` and `<body>`"
        yield Hit(
            message=f"{page.path} ({each.url}) has no layout in its folder or above; {app.builder} {what}",
            at=page,
            fix=f"Add {folder}/layout.tsx that renders `<html>` and `<body>` around `children`.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/layout#root-layout",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
