"""Finds pages of the pages router that ask for the edge runtime by the name that is for API routes."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Export, Module
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Table
from buildcheck.model.value import At


@check("error")
def edge_page_runtime(evidence: Evidence) -> Iterable[Hit]:
    """A page of the pages router asks for runtime "edge".

    Rendering pages on the edge runtime is experimental and is called `experimental-edge` there; `edge` is for API
    routes and for the app router.

    ## Why it matters

    `next build` refuses it: "provided runtime 'edge', the edge runtime for rendering is currently experimental"
    (build/analysis/get-page-static-info.ts, 13.0 to 16.4).

    ## How to fix

    Remove the runtime, so that the page runs on Node.js, or write `experimental-edge`.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(13):
        return
    for route in survey.next.routes:
        module = survey.modules.get(route.path)
        if route.router != "pages" or route.kind == "api" or module is None:
            continue
        export = _on_edge(module)
        if export is not None:
            yield Hit(
                message=f'Runtime "edge" for the page {route.url}: {survey.next.name} refuses it in `pages`',
                at=At(path=route.path, line=export.line, column=export.column),
                fix='Remove the runtime, or write "experimental-edge".',
                docs="https://nextjs.org/docs/pages/api-reference/edge",
                predicts="build",
            )


def _on_edge(module: Module) -> Export | None:
    """Give the export that says so."""
    export, config = module.export("runtime"), module.export("config")
    if export is not None and isinstance(export.value, Known) and export.value.value == "edge":
        return export
    if config is not None and isinstance(config.value, Table):
        entry = config.value.entries.get("runtime")
        if isinstance(entry, Known) and entry.value == "edge":
            return config
    return None
