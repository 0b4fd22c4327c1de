"""Reports a fetch or scripts step that failed for a cause which no other check reports."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error", needs="fetch")
def install_failed(evidence: Evidence) -> Iterable[Hit]:
    """Dependencies can't be installed from what the project declares.

    The package manager, run with the lockfile frozen in a clean container, ended with an error, or an install script
    of a dependency or of the project itself did.

    ## Why it matters

    Every host begins with this step. Where it fails, nothing is built; that it works on one machine only shows that
    the machine adds something: an old `node_modules`, a setting in the user's own npmrc, a token, another version.

    ## How to fix

    The report shows the first lines that tell the error, and names the cause where it is known. Correct it, commit
    the manifest together with the lockfile, and verify again.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or run.phase == "build" or evidence.inconclusive or cause.check is not None:
        return
    yield cause.hit(f"`{run.name}` failed: {cause.title}")
