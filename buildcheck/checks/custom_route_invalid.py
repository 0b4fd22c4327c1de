"""Reports redirects, rewrites and headers that Next does not accept."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def custom_route_invalid(evidence: Evidence) -> Iterable[Hit]:
    """A redirect, rewrite or header of the configuration is not valid.

    Every entry has a `source` that begins with `/`; a rewrite and a redirect have a `destination`, a redirect also
    `permanent` or a `statusCode`, but not both. Unknown fields are not accepted.

    Source: lib/load-custom-routes.ts (12 to 16.4).

    ## Why it matters

    The build ends with an error before anything is compiled.

    ## How to fix

    Correct the entry as the message says.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("custom-route-invalid"):
        trouble, source = each.names
        yield Hit(
            message=f"The {each.kind} of `{source or '?'}` is not valid: {trouble}; {app.name} refuses to build",
            at=each.places[0],
            fix="Correct the entry: `source` and `destination` begin with /, and a redirect says `permanent`.",
            docs=f"https://nextjs.org/docs/app/api-reference/config/next-config-js/{each.kind}s",
            anchor=f"{each.kind} {source}",
            predicts="build",
        )
