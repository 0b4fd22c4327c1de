"""Reports a step that wrote more than allowed."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error", needs="fetch")
def disk_full(evidence: Evidence) -> Iterable[Hit]:
    """A step writes more than it may: to disk, or into its output.

    ## Why it matters

    Hosts have limits of disk and of log. A build that reaches them here reaches them there.

    ## How to fix

    See what writes so much: caches, copies of `node_modules`, a loop that prints. If the project really needs it, give
    it more with `--disk SIZE`.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or cause.check != "disk-full":
        return
    message = f"`{run.name}` wrote more than it may: {run.detail or cause.title}"
    yield cause.hit(message, fix="See what writes so much; if it is needed, raise `--disk SIZE`.")
