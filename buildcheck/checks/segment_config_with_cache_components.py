"""Finds route segment configuration that Cache Components rule out."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.value import At

REFUSED = ("dynamic", "dynamicParams", "fetchCache", "revalidate", "runtime")


@check("error")
def segment_config_with_cache_components(evidence: Evidence) -> Iterable[Hit]:
    """A route sets an option that Cache Components rule out.

    With `cacheComponents: true` each component says for itself what is kept. `dynamic`, `dynamicParams`, `fetchCache`,
    `revalidate` and `runtime` of a whole route have no place in that.

    ## Why it matters

    `next build` refuses them: "Route segment config "dynamic" is not compatible with `nextConfig.cacheComponents`"
    (pages and layouts from 15.0, where it is `experimental.dynamicIO`, handlers from 16.0, to 16.4; executed).

    ## How to fix

    Remove the export. What it did is said by `"use cache"`, `cacheLife` and `<Suspense>` now.
    """
    survey = evidence.survey
    app = survey.next
    option = _switched_on(app) if app is not None else None
    if app is None or option is None:
        return
    places = ("page", "layout", "route") if app.at_least(16) else ("page", "layout")
    names = (*REFUSED, "experimental_ppr") if app.at_least(16) else REFUSED
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        for export in module.exports if module is not None and name in places else ():
            if export.name in names and export.form != "type":
                yield Hit(
                    message=f"`{export.name}` is exported, and the configuration has `{option}`: {app.name} refuses it",
                    at=At(path=path, line=export.line, column=export.column),
                    fix=f"Remove the export `{export.name}`.",
                    docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/cacheComponents",
                    predicts="build",
                    anchor=export.name,
                )


def _switched_on(app: NextApp) -> str | None:
    switches = (
        [("cacheComponents",)]
        if app.at_least(16)
        else [("experimental", "dynamicIO"), ("experimental", "cacheComponents")]
    )
    return next((".".join(keys) for keys in switches if app.option(*keys).value is True), None)
