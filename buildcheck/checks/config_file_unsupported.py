"""Reports a configuration of Next in a format that this version can't read."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def config_file_unsupported(evidence: Evidence) -> Iterable[Hit]:
    """The configuration file has a name that this version does not read.

    Next reads next.config.js and next.config.mjs, since 15.0 also next.config.ts, since 16.0 also next.config.mts.

    Source: server/config.ts (12 to 16.4).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Rename it to `next.config.mjs` and write it as a module, or update Next.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("config-file-unsupported"):
        found = each.places[0]
        yield Hit(
            message=f"{app.name} can't read {found.path}, and there is no other configuration: it refuses to build",
            at=found,
            fix="Rename it to next.config.mjs with `export default`, or update next to a version that reads it.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js",
            anchor=found.path,
            predicts="build",
        )
