"""Reports a step that took longer than allowed."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error", needs="fetch")
def timed_out(evidence: Evidence) -> Iterable[Hit]:
    """A step does not end in the time it was given.

    It was stopped. The lines shown are the last that it printed.

    ## Why it matters

    Hosts stop builds too, after 10 to 60 minutes. A step that never ends mostly waits: for an answer to a question, for
    a host that does not answer, or it is a server that was meant for development.

    ## How to fix

    See what the last lines wait for. A build script must not watch or serve. If the step is only slow, give it
    more time with `--timeout SECONDS`.
    """
    run, cause = evidence.failed, evidence.cause
    if run is None or cause is None or cause.check != "timed-out":
        return
    message = f"`{run.name}` did not end in its time: {run.detail or 'it was stopped'}"
    yield cause.hit(message, fix="See what the last lines wait for; if it is only slow, raise `--timeout SECONDS`.")
