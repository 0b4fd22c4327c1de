"""Reports a folder `public/_next`."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def public_next_folder(evidence: Evidence) -> Iterable[Hit]:
    """There is a folder `public/_next`.

    `/_next` is the address of what Next itself serves.

    Source: lib/constants.ts, PUBLIC_DIR_MIDDLEWARE_CONFLICT (12 to 16.4).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Rename the folder, or delete it if it is a copy of an earlier build.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("public-next-folder"):
        yield Hit(
            message=f"{each.places[0].path} takes the address /_next; {app.name} refuses to build",
            at=each.places[0],
            fix="Rename the folder, or delete it if it is a copy of an earlier build.",
            docs="https://nextjs.org/docs/messages/public-next-folder-conflict",
            anchor="public/_next",
            predicts="build",
        )
