"""Reports middleware, proxy and instrumentation files where Next does not look."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def middleware_misplaced(evidence: Evidence) -> Iterable[Hit]:
    """A middleware file lies where Next does not look.

    `middleware`, `proxy` and `instrumentation` are read from the folder that holds `app` or `pages`: beside
    package.json, or in `src/` when the routers are there. Nowhere else.

    Source: rootDir in build/index.ts (12.2 to 16.4).

    ## Why it matters

    It never runs, and nothing says so. Where it keeps strangers out, everybody is let in.

    ## How to fix

    Move the file beside the folder of the routes.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("middleware-misplaced"):
        found, right = each.places
        routes = app.pages_dir or app.app_dir
        if evidence.survey.importers(found.path):
            continue
        yield Hit(
            message=f"{found.path} never runs: {app.name} looks for {each.kind} only beside {routes}",
            at=found,
            fix=f"Move it to {right.path}.",
            docs=f"https://nextjs.org/docs/app/api-reference/file-conventions/{each.kind}",
            anchor=found.path,
            severity="warning" if each.kind == "instrumentation" else None,
        )
