"""Finds middleware that exports no function of the right name."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def middleware_without_function(evidence: Evidence) -> Iterable[Hit]:
    """The middleware or proxy file exports no function that Next.js calls.

    `middleware.ts` exports a function called `middleware`, `proxy.ts` one called `proxy`; a default export does for
    either.

    ## Why it matters

    Next.js 16 refuses to build it: "must export a function, either as a default export or as a named "proxy" export".
    Up to 15.5 the build passes, and every request that the matcher covers is answered with 500
    (build/analysis/get-page-static-info.ts, build/templates/middleware.ts).

    ## How to fix

    Export the function under the name of the file.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for name in ("middleware", "proxy"):
        path = survey.next.conventions.get(name)
        module = survey.modules.get(path) if path is not None else None
        if path is None or module is None or not (module.lacks(name) and module.lacks("default")):
            continue
        refused = survey.next.at_least(16)
        fate = "refuses to build it" if refused else "builds it, and answers every request that it covers with 500"
        other = next((each for each in ("middleware", "proxy") if each != name and module.export(each)), None)
        yield Hit(
            message=f"No export `{name}` and no default export{f', only `{other}`' if other else ''}: "
            f"{survey.next.name} {fate}",
            at=At(path=path),
            fix=f"Export the function as `{name}`: `export function {name}(request) {{ … }}`.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/proxy",
            predicts="build" if refused else None,
            anchor=name,
        )
