"""Reports a step that ran out of memory."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

MIB = 1024**2


@check("error", needs="fetch")
def out_of_memory(evidence: Evidence) -> Iterable[Hit]:
    """A step needs more memory than it was given.

    The container's limit was reached and the system ended a process, or Node reached the limit of its own heap.

    ## Why it matters

    Build hosts give 2 to 8 GB; a laptop has more and swaps. The same build passes there and dies here, often without
    a word of its own.

    ## How to fix

    Give the build more memory (`--memory SIZE`) and choose a host that has it. To need less: fewer workers, no source
    maps for the browser, fewer pages rendered ahead of time. `NODE_OPTIONS=--max-old-space-size=MB` raises Node's own
    limit; keep it at about three quarters of the memory, above that the system ends the process instead.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or cause.check != "out-of-memory":
        return
    # Node's own limit is raised by another setting than the container's: that cause brings its own fix.
    fix = more_memory(evidence) if run.outcome == "out-of-memory" else None
    yield cause.hit(f"`{run.name}` ran out of memory: {run.detail or cause.title}", fix=fix)


def more_memory(evidence: Evidence) -> str:
    """Give the fix for the limit of the container: twice as much as it had."""
    more = 2 * evidence.plan.limits.memory // MIB if evidence.plan is not None else None
    option = f"--memory {more // 1024}g" if more and more % 1024 == 0 else f"--memory {more}m" if more else "--memory"
    return f"Give it more (`{option}`), and the host too; `buildcheck checks out-of-memory` says how to need less."
