"""Finds error boundaries that are server components."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def error_boundary_not_client(evidence: Evidence) -> Iterable[Hit]:
    """An error boundary of the app router is not a client component.

    `error.tsx` and `global-error.tsx` catch errors in the browser, so the file itself must begin with `"use client"`.
    That it passes on a component of another file that does is not enough.

    ## Why it matters

    `next build` refuses it: "must be a Client Component. Add the "use client" directive" (13.0 to 16.4 for `error`,
    from 15.0 for `global-error`; executed).

    ## How to fix

    Write `"use client"` on the first line of the file.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    names = ("error", "global-error") if survey.next.at_least(15) else ("error",)
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name in names and module is not None and module.error is None and module.directive("use client") is None:
            yield Hit(
                message=f'`{name}` must be a client component: {survey.next.name} refuses it without "use client"',
                at=At(path=path, line=1),
                fix='Write "use client" on the first line of the file.',
                docs="https://nextjs.org/docs/app/api-reference/file-conventions/error",
                predicts="build",
            )
