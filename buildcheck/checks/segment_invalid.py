"""Reports folders and files whose dynamic segment Next can't read."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def segment_invalid(evidence: Evidence) -> Iterable[Hit]:
    """A dynamic segment is not written as Next expects it.

    A dynamic segment is `[name]`, `[...name]` or `[[...name]]`; a catch-all is the last part of an address, and a
    name stands once in it.

    Sources: shared/lib/router/utils/sorted-routes.ts, build/validate-app-paths.ts (16.1 and later).

    ## Why it matters

    The build ends with an error, or, in the app router of Next 15.5 and 16.0, passes, and the server fails: no page
    is served.

    ## How to fix

    Rename the folder or the file as the message says.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("segment-invalid"):
        refused = each.fate == "refused"
        what = (
            f"{app.name} refuses to build it"
            if refused
            else f"{app.name} builds it, but its server then fails and serves no page"
        )
        yield Hit(
            message=f"In {each.url} {_TROUBLES[each.kind].format(*each.names[1:])}; {what}",
            at=each.places[0],
            fix=_FIXES.get(each.kind, "Write the segment as `[name]`, `[...name]` or `[[...name]]`."),
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes",
            anchor=each.url,
            predicts="build" if refused else None,
        )


_TROUBLES = {
    "not-last": "`{0}` comes after a catch-all, which has to be the last part",
    "name-twice": "the name `{0}` stands twice",
    "names-alike": "the name `{0}` differs from another one only by signs",
    "optional-segment": "`{0}` is optional, which only a catch-all can be",
    "extra-brackets": "`{0}` has brackets too many",
    "leading-period": "the name in `{0}` begins with a period",
    "three-dot-character": "`{0}` holds the single character `…` instead of three periods",
    "empty-name": "`{0}` has no name",
}
_FIXES = {
    "not-last": "Move the catch-all to the end of the address, or make it an ordinary segment.",
    "name-twice": "Give each dynamic segment of the address a name of its own.",
    "names-alike": "Give each dynamic segment of the address a name of its own, of letters and digits.",
    "optional-segment": "Use `[name]` and a page for the shorter address, or `[[...name]]`.",
    "three-dot-character": "Type three periods: `[...name]`.",
}
