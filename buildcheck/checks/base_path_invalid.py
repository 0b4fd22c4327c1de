"""Reports a `basePath` that Next does not accept."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def base_path_invalid(evidence: Evidence) -> Iterable[Hit]:
    """`basePath` is not written as Next expects it.

    `basePath` is empty, or begins with `/` and does not end with it; `/` alone is not accepted.

    Source: server/config.ts (12 to 16.4).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Write it as `/docs`, or leave it out for an app at the root of its host.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("base-path-invalid"):
        yield Hit(
            message=f"`basePath` {_TROUBLES[each.kind].format(each.names[0])}; {app.name} refuses to build",
            at=each.places[0],
            fix="Remove it for an app at the root of its host; otherwise write it like `/docs`.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/basePath",
            anchor="basePath",
            predicts="build",
        )


_TROUBLES = {
    "no-text": "is `{0}`, not a text",
    "root": "is `/`, which is what no base path is",
    "start": "is `{0}`, which does not begin with /",
    "end": "is `{0}`, which ends with /",
}
