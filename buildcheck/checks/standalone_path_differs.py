"""Reports a start command that looks for the standalone server where it does not lie."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Copied, Deployment, origin_at
from buildcheck.model.report import Hit


@check("error")
def standalone_path_differs(evidence: Evidence) -> Iterable[Hit]:
    """The image starts a `server.js` that lies elsewhere.

    Next writes the server to `.next/standalone`, followed by the app's path below the tracing root. That root is the
    app's own folder only where no lockfile lies above it *in the image*: in a monorepo it is the folder of the
    lockfile, and the server is `.next/standalone/apps/web/server.js`. Which lockfile counts depends on the version of
    Next: the nearest up to 15.4, the outermost from 15.5, and from 16.2 workspace files too.

    ## Why it matters

    The image is built without a word, and the container ends as it starts: `Cannot find module '/app/server.js'`.

    ## How to fix

    Start the file where it lies, and copy `.next/static` and `public` beside it. Or set `outputFileTracingRoot`, so
    that the path does not depend on what was copied.
    """
    output, app = evidence.survey.output, evidence.survey.next
    if output is None or app is None or output.mode != "standalone" or output.work is None:
        return
    for made in evidence.survey.deployments:
        start = made.start()
        if start is None or made.server_folder is None:
            continue
        contents = made.contents(start)
        expected = posixpath.normpath(posixpath.join(output.work, "standalone", made.server_folder, "server.js"))
        for run in start.commands:
            path = server_of(run.words, start.workdir, run.folder)
            origin = origin_at(contents, path) if path is not None else None
            if (
                path is None
                or origin is None
                or origin == expected
                or not origin.startswith(f"{output.work}/standalone")
            ):
                continue
            yield Hit(
                message=(
                    f"The image starts {path}, but {app.name} writes the server of this app to {expected}: "
                    f"the folder that holds the lockfile is the root of the trace"
                ),
                at=start.at,
                fix=fix(made, contents, expected),
                docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/output#caveats",
                anchor=path,
            )


def server_of(words: tuple[str, ...], workdir: str, folder: str | None) -> str | None:
    """Give the path in the image of the server that a command starts."""
    files = [each for each in words[1:] if posixpath.basename(each) == "server.js"]
    if not files or words[0] not in ("node", "bun") or folder is None:
        return None
    return posixpath.normpath(posixpath.join(workdir, folder, files[0]))


def fix(made: Deployment, contents: tuple[Copied, ...], expected: str) -> str:
    """Name the place of the server in the image."""
    for each in reversed(contents):
        if each.folder and each.origin is not None and expected.startswith(f"{each.origin}/"):
            place = posixpath.join(each.target, posixpath.relpath(expected, each.origin))
            return f"Start `node {place}`."
    return f"Copy {posixpath.dirname(expected)} into the image and start its server.js."
