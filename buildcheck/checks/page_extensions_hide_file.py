"""Reports conventions that `pageExtensions` makes invisible."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_extensions_hide_file(evidence: Evidence) -> Iterable[Hit]:
    """`pageExtensions` hides a file that Next would read.

    `pageExtensions` is about more than pages: `_app`, `_document`, `middleware`, `proxy` and `instrumentation` need
    one of these endings as well. With `["page.tsx"]`, `middleware.ts` is not seen and `middleware.page.tsx` would
    be.

    Source: build/index.ts (12.2 to 16.4).

    ## Why it matters

    The file is left out without a word. For middleware this means that nothing is checked.

    ## How to fix

    Rename the file so that it has one of the endings, or add its ending to `pageExtensions`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-extensions-hide-file"):
        found = each.places[0]
        endings = ", ".join(f".{ending}" for ending in app.page_extensions or ())
        yield Hit(
            message=f"{found.path} is not read: `pageExtensions` are {endings}, and they count for `{each.kind}` too",
            at=found,
            fix="Rename the file so that it has one of these endings.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/pageExtensions",
            anchor=found.path,
            severity=None if each.kind in ("middleware", "proxy") else "warning",
        )
