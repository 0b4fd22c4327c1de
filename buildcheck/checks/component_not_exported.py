"""Finds files of the app router that export no component."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

COMPONENTS = frozenset({"page", "layout", "template", "error", "loading", "not-found", "default", "global-error"})


@check("error")
def component_not_exported(evidence: Evidence) -> Iterable[Hit]:
    """A file of the app router has no component as its default export.

    Next.js loads `page`, `layout`, `loading` and their like for their default export, and renders it. A component
    under another name is not seen.

    ## Why it matters

    The build ends when the route is rendered: "The default export is not a React Component in page"
    (server/app-render/create-component-tree.tsx, 13.0 to 16.4). A route that is rendered for each request answers 500.

    ## How to fix

    Export the component as default: `export default function Page() { … }`.
    """
    survey = evidence.survey
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name not in COMPONENTS or module is None or module.error is not None:
            continue
        export = module.export("default")
        if module.lacks("default"):
            what = "has no default export"
        elif export is not None and not export.component and export.form not in ("reexport", "unknown"):
            what = "has a default export that is no component"
        else:
            continue
        yield Hit(
            message=f"This {name} {what}: Next.js can't render it",
            at=At(path=path, line=export.line, column=export.column) if export is not None else At(path=path),
            fix="Export the component as default.",
            docs=f"https://nextjs.org/docs/app/api-reference/file-conventions/{name}",
            predicts="build" if _ends_the_build(survey, path, name) else None,
        )


def _ends_the_build(survey: Survey, path: str, name: str) -> bool:
    """Whether it is rendered while the app is built. What real builds said: a page of a dynamic segment passes in all
    versions, and 15.4 and 15.5 with webpack build even a static page that exports nothing (layouts they don't)."""
    app = survey.next
    lenient = app is not None and app.version[0] == 15 and name == "page"
    return survey.layers.built((path,)) and not lenient
