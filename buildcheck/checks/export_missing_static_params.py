"""Reports dynamic pages of a static export for which nothing says which pages to make."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import Route
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def export_missing_static_params(evidence: Evidence) -> Iterable[Hit]:
    """A dynamic page of a static export has no `generateStaticParams`.

    With `output: "export"` Next makes one file for each set of parameters that `generateStaticParams` of the page, or
    of a layout above it, names. Without it there is nothing to make: since 13.5 the build ends, before that the page
    was left out without a word (`build/index`).

    ## Why it matters

    `next dev` shows the page for any parameter. A page that starts with `"use client"` can't have the function at all.

    ## How to fix

    Export `generateStaticParams` from the page, or from a layout above it. Move a client component into a file of its
    own, and keep the page a server component.
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or not app.at_least(13, 3):
        return
    for route in app.routes:
        if route.router != "app" or route.kind != "page" or "[" not in route.url or may_name_params(evidence, route):
            continue
        module = evidence.survey.modules[route.path]
        client = module.directive("use client") is not None
        fate = f"{app.name} ends the build" if app.at_least(13, 5) else f"{app.name} leaves it out"
        yield Hit(
            message=(
                f"{route.url} is exported to static files, and no generateStaticParams says which ones: {fate}"
                + ('. A page that starts with "use client" can\'t have one' if client else "")
            ),
            at=At(path=route.path),
            fix=(
                "Move the component into a file of its own, and export generateStaticParams from the page."
                if client
                else "Export generateStaticParams from this page or from a layout above it."
            ),
            docs="https://nextjs.org/docs/app/api-reference/functions/generate-static-params",
            severity=None if app.at_least(13, 5) else "warning",
            predicts="build" if app.at_least(13, 5) else None,
            anchor=route.url,
        )


def may_name_params(evidence: Evidence, route: Route) -> bool:
    """Whether the page or a layout above it exports the function, or may: what can't be read may hold it."""
    app = evidence.survey.next
    folder = posixpath.dirname(route.path)
    names = ("layout", "default", "template")
    files = [route.path]
    while app is not None and app.app_dir is not None and len(folder) >= len(app.app_dir):
        files += [each for each in evidence.survey.modules if posixpath.dirname(each) == folder
                  and posixpath.basename(each).partition(".")[0] in names]  # fmt: skip
        folder = posixpath.dirname(folder)
    modules = [evidence.survey.modules.get(each) for each in files]
    return any(
        module is None
        or module.error is not None
        or any(each.name in ("generateStaticParams", "*") for each in module.exports)
        for module in modules
    )
