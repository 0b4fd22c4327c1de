"""Reports one address that both routers have a file for."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def page_in_both_routers(evidence: Evidence) -> Iterable[Hit]:
    """One address has a file in `app/` and in `pages/`.

    Next compares the addresses of both routers after it has taken route groups and slots away. A page and a handler
    count alike: `pages/api/hello.ts` and `app/api/hello/route.ts` are one address.

    Source: build/index.ts (webpack), crates/next-api/src/project.rs (Turbopack), Next 13.0 to 16.4.

    ## Why it matters

    The build ends with an error and names both files. It is what remains when an app is moved from one router to
    the other, or when two tools wrote the same page in different routers: the dev server shows one of them.

    ## How to fix

    Keep one of the two files and delete the other. For a move to the app router that is the one in `pages/`.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("page-in-both-routers"):
        pages, routed = each.places
        yield Hit(
            message=f"{each.url} is built by {pages.path} and by {routed.path}; {app.builder} refuses to build both",
            at=pages,
            fix=f"Delete {pages.path} or {routed.path}.",
            docs="https://nextjs.org/docs/messages/conflicting-app-page-error",
            anchor=each.url,
            predicts="build",
        )
