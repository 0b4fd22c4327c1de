"""Reports a `pageExtensions` that Next does not accept."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_extensions_invalid(evidence: Evidence) -> Iterable[Hit]:
    """`pageExtensions` is not a list of endings.

    `pageExtensions` is a list of one or more texts, such as `["ts", "tsx", "mdx"]`.

    Source: server/config.ts (12 to 16.4).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Write a list of endings without a period in front, or remove the key.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-extensions-invalid"):
        what = "an empty list" if each.kind == "empty" else "not a list of texts"
        yield Hit(
            message=f"`pageExtensions` is {what}; {app.name} refuses to build",
            at=each.places[0],
            fix='Write a list such as `["ts", "tsx"]`, or remove the key.',
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/pageExtensions",
            anchor="pageExtensions",
            predicts="build",
        )
