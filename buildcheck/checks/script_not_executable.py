"""Reports scripts that are run by their name and that git holds without the execute bit."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def script_not_executable(evidence: Evidence) -> Iterable[Hit]:
    """A script that is run by its name is not executable.

    Git stores one bit about it. Windows has no such bit, so that a file which was added there lacks it.

    ## Why it matters

    `./build.sh` ends with "Permission denied" (exit code 126) on every Linux machine. `sh build.sh` would work.

    ## How to fix

    `git update-index --chmod=+x FILE` and commit.
    """
    cause = evidence.cause
    if cause is not None and cause.check == "script-not-executable":
        yield cause.hit(cause.title)
        return
    modes = {each.path: each.mode for each in evidence.survey.index or ()}
    for use in evidence.survey.script_uses:
        if use.direct and modes.get(use.path) == "100644":
            certain = use.needed in ("install", "build")
            yield Hit(
                message=f"{use.by} runs {use.path} by its name, and git holds it without the execute bit",
                at=use.at,
                fix=f"git update-index --chmod=+x {use.path}",
                severity="error" if certain else "warning",
                predicts="build" if certain else None,
                anchor=use.path,
            )
