"""Reports a metadata file that shares its address with another file."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def metadata_route_conflict(evidence: Evidence) -> Iterable[Hit]:
    """A metadata file has the same address as another file.

    `robots`, `sitemap`, `manifest`, `favicon.ico` and the icons and images of the app router are routes:
    `app/robots.ts` and `app/robots.txt` are both `/robots.txt`, and so is `app/robots.txt/route.ts`.

    Source: crates/next-core/src/app_structure.rs (Turbopack); webpack does not compare them.

    ## Why it matters

    Turbopack ends the build with an error where two folders are involved. Otherwise one of the two files is served
    and the other never is, without a word.

    ## How to fix

    Keep one of the two files.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("metadata-route-conflict"):
        one, other = each.places
        refused = each.fate == "refused"
        what = "refuses to build both" if refused else "serves one of them without a word"
        yield Hit(
            message=f"{one.path} and {other.path} are both {each.url}; {app.builder} {what}",
            at=one,
            fix=f"Delete {one.path} or {other.path}.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/metadata",
            anchor=each.url,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
