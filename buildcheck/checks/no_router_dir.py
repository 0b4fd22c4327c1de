"""Reports a Next project without a folder of routes."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def no_router_dir(evidence: Evidence) -> Iterable[Hit]:
    """There is no `app` and no `pages` folder.

    Next looks for `app`, `src/app`, `pages` and `src/pages` beside package.json, and nowhere else.

    Source: lib/find-pages-dir.ts (12 to 16.4).

    ## Why it matters

    The build ends with an error before anything is compiled. Often the folder has another name, lies deeper, or was
    never committed.

    ## How to fix

    Move the routes to `app/` or `src/app/`, or build the folder that holds them.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("no-router-dir"):
        if each.kind == "file":
            file = each.places[0]
            yield Hit(
                message=f"{app.name} takes {file.path} for a folder of routes, and it is a file: the build ends",
                at=file,
                fix="Rename the file.",
                anchor=file.path,
                predicts="build",
            )
            continue
        yield Hit(
            message=f"{_folder(app.root)} has no app, src/app, pages or src/pages folder; {app.name} refuses it",
            at=each.places[0],
            fix="Put the routes into app/ or src/app/ beside package.json, and commit them.",
            docs="https://nextjs.org/docs/app/getting-started/project-structure",
            anchor="no router",
            predicts="build",
        )


def _folder(root: str) -> str:
    return "The project" if root == "." else root
