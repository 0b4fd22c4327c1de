"""Finds "use cache" in projects that have not switched it on."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.value import At

SWITCHES = (("cacheComponents",), ("experimental", "useCache"), ("experimental", "dynamicIO"))


@check("error")
def use_cache_not_enabled(evidence: Evidence) -> Iterable[Hit]:
    """A file says "use cache", and the configuration does not switch it on.

    The directive keeps the result of a function or component. It needs `cacheComponents: true` in the configuration of
    Next.js 16, or `experimental.useCache: true`.

    ## Why it matters

    `next build` refuses it: "To use "use cache", please enable the feature flag" (15.1 to 16.4, executed). Before
    that it is a string without a meaning.

    ## How to fix

    Set `cacheComponents: true` in next.config (16) or `experimental: { useCache: true }` (15), or remove the directive.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(15, 1) or _may_be_on(survey.next):
        return
    for path in dict.fromkeys((*survey.layers.server, *survey.layers.client)):
        for directive in survey.modules[path].directives:
            if directive.where in ("file", "function") and directive.text.partition(":")[0] == "use cache":
                yield Hit(
                    message=f'"{directive.text}" without the option that allows it: {survey.next.name} refuses it',
                    at=At(path=path, line=directive.line, column=directive.column),
                    fix=f"Set `{_option(survey.next)}` in next.config.",
                    docs="https://nextjs.org/docs/app/api-reference/directives/use-cache",
                    predicts="build",
                    anchor=directive.text,
                )
                break


def _may_be_on(app: NextApp) -> bool:
    """Whether one of the switches is on, or can't be known."""
    for keys in SWITCHES:
        answer = app.option(*keys)
        if answer.state == "unknown" or any(each is True for each in answer.possible):
            return True
    return False


def _option(app: NextApp) -> str:
    return "cacheComponents: true" if app.at_least(16) else "experimental: { useCache: true }"
