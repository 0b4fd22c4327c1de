"""Finds client components that are async functions."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.module import Export
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def async_client_component(evidence: Evidence) -> Iterable[Hit]:
    """A client component is an async function.

    Only server components may be async. In the browser React has to wait for such a component each time anew.

    ## Why it matters

    The build passes (executed on 15.5 and 16.4), and React does not support it: "async/await is not yet supported in
    Client Components". In the browser the component can fetch without end, or never show.

    ## How to fix

    Fetch in a server component and hand the data down, or fetch in `useEffect` or with a library for it.
    """
    survey = evidence.survey
    for path, trail in survey.layers.client.items():
        module = survey.modules[path]
        if module.directive("use client") is None or module.language not in ("tsx", "jsx", "javascript"):
            continue
        for export in module.exports:
            if export.form == "async-function" and _is_component(export):
                yield Hit(
                    message=f"The client component `{export.name}` is an async function ({this_file(trail)}): only "
                    "server components may be async",
                    at=At(path=path, line=export.line, column=export.column),
                    fix="Fetch in a server component and hand the data down as a prop.",
                    docs="https://nextjs.org/docs/messages/no-async-client-component",
                    anchor=export.name,
                )


def _is_component(export: Export) -> bool:
    """Whether a name is one of a component: ``default``, or capital letter first and small ones after it."""
    name = export.name
    return (name == "default" and export.component) or (name[:1].isupper() and not name.isupper())
