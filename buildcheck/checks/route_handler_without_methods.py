"""Finds route handlers that answer no method."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Module
from buildcheck.model.report import Hit
from buildcheck.model.value import At

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")


@check("error")
def route_handler_without_methods(evidence: Evidence) -> Iterable[Hit]:
    """A route handler exports no HTTP method.

    A `route.ts` of the app router answers the methods that it exports by name: `GET`, `POST`, … in capitals. A default
    export, or a name in lower case, is not called.

    ## Why it matters

    The dev server says so; `next build` passes without a word, and the address answers 405 to every request
    (server/route-modules/app-route/module.ts, 13.2 to 16.4).

    ## How to fix

    Export a function for each method: `export async function GET(request) { … }`.
    """
    survey = evidence.survey
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if name == "route" and module is not None and all(module.lacks(each) for each in METHODS):
            yield Hit(
                message=f"This route handler answers 405 to every request: {_reason(module)}",
                at=At(path=path),
                fix="Export a function named after each method that it answers: `export async function GET(request)`.",
                docs="https://nextjs.org/docs/app/api-reference/file-conventions/route",
            )


def _reason(module: Module) -> str:
    small = [each.name for each in module.exports if each.name != each.name.upper() and each.name.upper() in METHODS]
    if small:
        return f"it exports `{small[0]}`, and Next.js looks for `{small[0].upper()}`"
    if module.export("default") is not None:
        return "it has a default export, as in `pages/api`, and Next.js looks for exports named after HTTP methods"
    return "it exports no function named after an HTTP method"
