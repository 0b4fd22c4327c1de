"""Notes settings that let a build pass although the type check or the linter fails."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info")
def build_errors_ignored(evidence: Evidence) -> Iterable[Hit]:
    """The build is told to pass over type errors or linter errors.

    `typescript.ignoreBuildErrors` skips the type check, `eslint.ignoreDuringBuilds` the linter (Next 15 and earlier;
    Next 16 runs none).

    ## Why it matters

    A build that passes says nothing about types then. Code that calls what is not there fails when it is run.

    ## How to fix

    Remove the setting, or run `tsc --noEmit` and ESLint in CI.
    """
    app = evidence.survey.next
    if app is None:
        return
    keys = [("typescript", "ignoreBuildErrors")] + ([] if app.at_least(16) else [("eslint", "ignoreDuringBuilds")])
    for section, key in keys:
        answer = app.option(section, key)
        if answer.value is True:
            what = "type errors" if section == "typescript" else "linter errors"
            yield Hit(
                message=f"`{section}.{key}` is set: {what} do not end the build, and are not seen in it",
                at=answer.at,
                fix="Remove it, or check in a step of its own.",
                anchor=key,
            )
