"""Reports a folder of routes that Next never reads."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def router_dir_ignored(evidence: Evidence) -> Iterable[Hit]:
    """A folder of routes is passed over for another one.

    `app` beside package.json wins over `src/app`, and `pages` over `src/pages`: the other one is never read, even
    when the first holds no route at all.

    Source: lib/find-pages-dir.ts (12 to 16.4).

    ## Why it matters

    Nothing is said, and every address of the other folder answers 404. It happens when a tool writes to the root of
    a project that keeps its sources in `src/`.

    ## How to fix

    Move what is needed into the folder that Next reads, and delete the other one.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("router-dir-ignored"):
        ignored, used = each.places
        whole = each.kind == "whole"
        rest = f"{used.path}, which has no route" if whole else used.path
        yield Hit(
            message=f"{app.name} reads {rest}, and never {ignored.path}: its routes answer 404 without a word",
            at=ignored,
            fix=f"Delete {used.path}, or move it out of the way."
            if whole
            else f"Move what is needed from {ignored.path} into {used.path}, and delete it.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/src-folder",
            anchor=ignored.path,
            severity=None if whole else "warning",
        )
