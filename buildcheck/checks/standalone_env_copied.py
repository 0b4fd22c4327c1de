"""Notes env files that Next copies into the standalone server."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("info")
def standalone_env_copied(evidence: Evidence) -> Iterable[Hit]:
    """Next copies `.env` and `.env.production` into the standalone server.

    It does so since 12.1 (`writeStandaloneDirectory` in Next's build), so that the server reads what `next start` would
    read. Files that end in `.local` are not copied.

    ## Why it matters

    Whoever has the image has the values in it. That is right for settings, and wrong for secrets.

    ## How to fix

    Keep secrets out of these two files, and give them to the container when it starts.
    """
    output = evidence.survey.output
    if output is None or output.mode != "standalone":
        return
    dockerfiles = [each for each in evidence.survey.deployments if each.kind == "dockerfile"]
    for name in (".env", ".env.production"):
        path = posixpath.normpath(posixpath.join(evidence.project.app, name))
        names = evidence.project.env_files.get(path, ())
        if names and any(each.excluded(path) is None for each in dockerfiles):
            yield Hit(
                message=f"{path} becomes part of the standalone server, and so of the image, with {words(names)}",
                at=At(path=path),
                fix=f"Add {name} to .dockerignore if it holds a secret.",
                anchor=path,
            )


def words(names: tuple[str, ...]) -> str:
    """Name up to three variables."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"
