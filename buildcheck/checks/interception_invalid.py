"""Reports intercepting folders that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def interception_invalid(evidence: Evidence) -> Iterable[Hit]:
    """An intercepting folder climbs above the root or names nothing.

    `(.)photo` intercepts an address at its own level, `(..)photo` one level above, `(..)(..)photo` two,
    `(...)photo` from the root. Levels are parts of the address: groups and slots do not count.

    Source: shared/lib/router/utils/interception-routes.ts (13.3 and later).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Use fewer `(..)`, or `(...)`, which counts from the root.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("interception-invalid"):
        yield Hit(
            message=(
                f"{each.url} intercepts with `{each.names[0]}`, but there is no such address above or beside it; "
                f"{app.name} refuses to build it"
            ),
            at=each.places[0],
            fix="Use `(.)` for the same level or `(...)` from the root; groups and slots do not count as levels.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/intercepting-routes",
            anchor=each.url,
            predicts="build",
        )
