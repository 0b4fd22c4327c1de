"""Reports files below `pages/` that are compiled as pages and can't be any."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def pages_file_not_a_page(evidence: Evidence) -> Iterable[Hit]:
    """A file below `pages/` is no page.

    In the pages router every file with a page extension is a page: helpers, hooks, tests and stories too. A page
    needs a React component as its default export.

    Sources: build/entries.ts (which files), build/index.ts and build/webpack-build/impl.ts (what a page needs), 12
    to 16.4.

    ## Why it matters

    The build ends with an error; the dev server only fails when the address is opened, which nobody does.

    ## How to fix

    Move the file out of `pages/`, for example to `lib/` or `components/`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("pages-file-not-a-page"):
        found = each.places[0]
        lacks = "no default export" if each.kind == "none" else "a default export that is no component"
        yield Hit(
            message=f"{found.path} is compiled as the page {each.url} and has {lacks}; {app.name} refuses to build it",
            at=found,
            fix="Export a component as default."
            if (each.url or "").rpartition("/")[2] in _OWN
            else f"Move it out of {app.pages_dir}, for example to lib/ or components/ beside it.",
            docs="https://nextjs.org/docs/messages/page-without-valid-component",
            anchor=found.path,
            predicts="build",
        )


_OWN = frozenset({"_app", "_document", "_error", "404", "500"})
