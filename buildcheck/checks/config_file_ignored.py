"""Reports configuration files of Next that are not read, or not expected."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def config_file_ignored(evidence: Evidence) -> Iterable[Hit]:
    """A configuration file of Next is not the one that is read.

    Next reads one file: next.config.js, then .mjs, then .ts (since 15.0), then .mts (since 16.0), the first that is
    there. Without one beside package.json it takes the nearest of the folders above.

    Source: shared/lib/constants.ts, CONFIG_FILES; server/config.ts.

    ## Why it matters

    What the other file says has no effect, without a word.

    ## How to fix

    Keep one configuration file, beside the app's package.json.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("config-file-ignored"):
        if each.kind == "inherited":
            found = each.places[0]
            yield Hit(
                message=f"{app.root} has no next.config file, so {app.name} takes {found.path} of a folder above",
                at=found,
                fix=f"Add a next.config file to {app.root}, or move this one there.",
                docs="https://nextjs.org/docs/app/api-reference/config/next-config-js",
                anchor="inherited",
            )
            continue
        if each.kind == "unknown":
            found = each.places[0]
            yield Hit(
                message=f"{app.name} does not know {found.path}, and builds without what it says",
                at=found,
                fix="Rename it to next.config.js or next.config.mjs.",
                docs="https://nextjs.org/docs/app/api-reference/config/next-config-js",
                anchor=found.path,
            )
            continue
        ignored, used = each.places
        yield Hit(
            message=f"{app.name} reads {used.path}, and never {ignored.path}",
            at=ignored,
            fix=f"Move what is needed into {used.path}, and delete {ignored.path}.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js",
            anchor=ignored.path,
        )
