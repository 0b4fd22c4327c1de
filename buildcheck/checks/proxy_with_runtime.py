"""Finds proxy files that choose a runtime."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Export, Module
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Table
from buildcheck.model.value import At


@check("error")
def proxy_with_runtime(evidence: Evidence) -> Iterable[Hit]:
    """The proxy file sets a runtime.

    `proxy.ts` of Next.js 16 always runs on Node.js; only its predecessor `middleware.ts` had a choice.

    ## Why it matters

    `next build` refuses it: "Route segment config is not allowed in Proxy file"
    (build/analysis/get-page-static-info.ts, 16.0 to 16.4).

    ## How to fix

    Remove `runtime`. What must run on the edge stays in `middleware.ts`.
    """
    survey = evidence.survey
    path = survey.next.conventions.get("proxy") if survey.next is not None else None
    module = survey.modules.get(path) if path is not None else None
    if survey.next is None or path is None or module is None:
        return
    export = _runtime(module)
    if export is not None:
        yield Hit(
            message=f"`runtime` in the proxy file, which always runs on Node.js: {survey.next.name} refuses it",
            at=At(path=path, line=export.line, column=export.column),
            fix="Remove `runtime`.",
            docs="https://nextjs.org/docs/messages/middleware-to-proxy",
            predicts="build",
        )


def _runtime(module: Module) -> Export | None:
    """Give the export that sets a runtime, on its own or in `config`."""
    export, config = module.export("runtime"), module.export("config")
    if export is not None and isinstance(export.value, Known) and export.value.value:
        return export
    if config is not None and isinstance(config.value, Table):
        entry = config.value.entries.get("runtime")
        if isinstance(entry, Known) and entry.value:
            return config
    return None
