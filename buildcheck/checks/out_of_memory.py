"""Reports a step that ran out of memory."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error", needs="fetch")
def out_of_memory(evidence: Evidence) -> Iterable[Hit]:
    """A step needs more memory than it was given.

    The container's limit was reached and the system ended a process, or Node reached the limit of its own heap.

    ## Why it matters

    Build hosts give 2 to 8 GB; a laptop has more and swaps. The same build passes there and dies here, often without
    a word of its own.

    ## How to fix

    Give the build more memory (`--memory 8g`) and choose a host that has it. To need less: fewer workers, no source
    maps for the browser, fewer pages rendered ahead of time. `NODE_OPTIONS=--max-old-space-size=MB` raises Node's own
    limit; keep it at about three quarters of the memory, above that the system ends the process instead.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or cause.check != "out-of-memory":
        return
    message = f"`{run.name}` ran out of memory: {run.detail or cause.title}"
    fix = (
        "Give it more memory (`--memory 8g`) and the host too; see `buildcheck checks out-of-memory` for needing less."
    )
    yield cause.hit(message, fix=fix)
