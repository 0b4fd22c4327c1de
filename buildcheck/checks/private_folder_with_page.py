"""Tells of pages in private folders of the app router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info")
def private_folder_with_page(evidence: Evidence) -> Iterable[Hit]:
    """A page lies in a private folder.

    Folders of the app router whose name begins with `_` are left out with all that is in them.

    Source: build/route-discovery.ts, build/entries.ts (13.3 and later).

    ## Why it matters

    The page has no address. That may be meant; if not, nothing says so.

    ## How to fix

    Rename the folder, or write `%5F` for the underscore if it is to be part of the address.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("private-folder-with-page"):
        yield Hit(
            message=f"{each.places[0].path} has no address, because folders that begin with `_` are private",
            at=each.places[0],
            fix="Rename the folder if the page is to be served; `%5F` stands for an underscore in an address.",
            docs="https://nextjs.org/docs/app/getting-started/project-structure#private-folders",
            anchor=each.places[0].path,
        )
