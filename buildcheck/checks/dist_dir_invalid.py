"""Reports a `distDir` that Next refuses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known


@check("error")
def dist_dir_invalid(evidence: Evidence) -> Iterable[Hit]:
    """The folder of the build is one that Next refuses.

    `distDir` has to be a text, not empty and not `public` (`server/config`). Since 16.4 it also has to lie inside the
    app or the workspace that holds it, and must not hold the app itself (`lib/dist-dir`).

    ## Why it matters

    The build ends as it reads the configuration.

    ## How to fix

    Name a folder inside the app, such as `.next` or `build`.
    """
    app = evidence.survey.next
    if app is None:
        return
    answer = app.option("distDir")
    if not isinstance(answer.node, Known) or answer.node.undefined or answer.value is None:
        return
    words = problem(answer.value, app.root, evidence.project.install_root, app.at_least(16, 4))
    if words is not None:
        yield Hit(
            message=f"distDir {words}: {app.name} ends the build",
            at=answer.at,
            fix="Name a folder inside the app, or remove the key.",
            docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/distDir",
            predicts="build",
            anchor="distDir",
        )


def problem(value: object, app: str, root: str, bounded: bool) -> str | None:
    """Say what is wrong with the value; ``bounded`` says that it may not leave the workspace."""
    if not isinstance(value, str):
        return "is no text"
    if not value.strip():
        return "is empty"
    if posixpath.normpath(value) == "public":
        return "is public, which is reserved"
    place = posixpath.normpath(posixpath.join(app, value))
    if bounded and not value.startswith("/"):
        if place == app or (app + "/").startswith(place + "/"):
            return "holds the app itself"
        outside = place.startswith("../") if root == "." else not (place + "/").startswith(root + "/")
        if outside:
            return "lies outside of the project"
    return None
