"""Reports a build step that failed for a cause which no other check reports."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error", needs="build")
def build_failed(evidence: Evidence) -> Iterable[Hit]:
    """The build fails on a clean machine.

    The dependencies were installed, and the project's own build command ended with an error.

    ## Why it matters

    This is what every host runs before it shows anything. A development server compiles page by page, does not check
    types, renders nothing ahead of time and reads env files that are not committed: that it works says little.

    ## How to fix

    The report shows the first lines that tell the error, not the last ones, and names the cause where it is known.
    Builds stop at the first error, so another one may come after it.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or run.phase != "build" or evidence.inconclusive or cause.check is not None:
        return
    yield cause.hit(f"`{run.name}` failed: {cause.title}")
