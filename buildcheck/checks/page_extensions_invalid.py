"""Reports a `pageExtensions` that Next does not accept."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_extensions_invalid(evidence: Evidence) -> Iterable[Hit]:
    """`pageExtensions` is not a list of endings.

    `pageExtensions` is a list of one or more texts, such as `["ts", "tsx", "mdx"]`. For the app router with webpack
    it has to be two or more: a list of one is lost on the way to the loader.

    Sources: server/config.ts (12 to 16.4), build/webpack/loaders/next-app-loader (13.0 to 16.4).

    ## Why it matters

    The build ends with an error.

    ## How to fix

    Write a list of endings without a period in front, or remove the key.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-extensions-invalid"):
        yield Hit(
            message=f"`pageExtensions` {_TROUBLES[each.kind]}; {app.builder} refuses to build",
            at=each.places[0],
            fix='Write a list such as `["ts", "tsx"]`, or remove the key.',
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/pageExtensions",
            anchor="pageExtensions",
            predicts="build",
        )


_TROUBLES = {
    "empty": "is an empty list",
    "no-list": "is not a list of texts",
    "single": "has one ending only, which the app router can't read with webpack",
}
