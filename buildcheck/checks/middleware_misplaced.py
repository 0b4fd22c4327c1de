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
        if evidence.survey.importers(found.path):
            continue
        routes, used = app.pages_dir or app.app_dir, app.conventions.get(each.kind)
        reads = f"reads {used}" if used else f"looks for {each.kind} only beside {routes}"
        yield Hit(
            message=f"{found.path} never runs: {app.name} {reads}",
            at=found,
            fix=f"Move what is needed into {used}, and delete it." if used else f"Move it to {right.path}.",
            docs=f"https://nextjs.org/docs/app/api-reference/file-conventions/{each.kind}",
            anchor=found.path,
            severity="warning" if used or each.kind == "instrumentation" else None,
        )
