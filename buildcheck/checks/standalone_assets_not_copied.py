"""Reports an image of the standalone server that holds no static files, or holds them where it does not look."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction, origin_at
from buildcheck.model.output import Output
from buildcheck.model.report import Hit

DOCS = "https://nextjs.org/docs/app/api-reference/config/next-config-js/output#automatically-copying-traced-files"
COPIERS = ("cp", "rsync", "mv", "cpx", "copyfiles", "ncp", "shx", "xcopy", "ln", "fs-extra")


@check("error")
def standalone_assets_not_copied(evidence: Evidence) -> Iterable[Hit]:
    """The image of the standalone server lacks the app's static files.

    `.next/standalone` holds the server and what it requires. Scripts, styles and fonts (`.next/static`) and the files
    of `public` are left out on purpose, and are looked for beside `server.js`.

    ## Why it matters

    The server starts and answers with HTML, and every script and style that the page asks for is a 404: the page stays
    unstyled and dead.

    ## How to fix

    Copy `.next/static` to `.next/static` beside `server.js`, and `public` to `public` there.
    """
    output, app = evidence.survey.output, evidence.survey.next
    if output is None or app is None or output.mode != "standalone" or output.work is None:
        return
    if app.option("assetPrefix").state != "absent" or copied_by_script(evidence):
        return
    for made in evidence.survey.deployments:
        start = made.start()
        server = server_folder(made, start, output) if start is not None else None
        if start is not None and server is not None and not other_server(made, start):
            yield from missing(evidence, made, start, server, output)


def copied_by_script(evidence: Evidence) -> bool:
    """Whether a script or a line of a Dockerfile may copy them: then it is not for us to say."""
    runs = [each for found in evidence.survey.scripts.values() for each in found]
    runs += [each for made in evidence.survey.deployments for line in made.instructions for each in line.commands]
    copies = any(
        each.tool in COPIERS and any("static" in word or "public" in word for word in each.words) for each in runs
    )
    build = evidence.survey.scripts.get("build", ())
    return copies or any(each.tool in ("node", "tsx", "bun", "sh", "bash") for each in build)


def server_folder(made: Deployment, start: Instruction, output: Output) -> str | None:
    """Give the folder in the image of the standalone server that ``start`` runs."""
    contents = made.contents(start)
    for run in start.commands:
        for word in run.words[1:]:
            path = posixpath.normpath(posixpath.join(start.workdir, run.folder or ".", word))
            origin = origin_at(contents, path)
            if posixpath.basename(path) == "server.js" and f"{origin}".startswith(f"{output.work}/standalone"):
                return posixpath.dirname(path)
    return None


def other_server(made: Deployment, start: Instruction) -> bool:
    """Whether another server in the image may give the files out."""
    texts = " ".join(each.text for each in (*made.history(start), start)).lower()
    return any(each in texts for each in ("nginx", "caddy", "supervisord", "pm2"))


def missing(evidence: Evidence, made: Deployment, start: Instruction, server: str, output: Output) -> Iterable[Hit]:
    """Give a hit for the static files, and one for those of ``public``."""
    contents = made.contents(start)
    work = output.work or ""
    app = evidence.project.app
    inner = posixpath.relpath(work, app)
    if origin_at(contents, f"{server}/{inner}/static") != f"{work}/static":
        elsewhere = next((each.target for each in contents if each.origin == f"{work}/static"), None)
        place = f"they are copied to {elsewhere}" if elsewhere else "no COPY brings them"
        yield Hit(
            message=(
                f"The server in {server} gives out its scripts and styles from {server}/{inner}/static, and {place}: "
                "the page loads without them"
            ),
            at=start.at,
            fix=f"Copy {work}/static to {server}/{inner}/static.",
            docs=DOCS,
            anchor="static",
        )
    public = posixpath.normpath(posixpath.join(app, "public"))
    held = any(each.path.startswith(f"{public}/") for each in evidence.project.source.entries)
    if held and origin_at(contents, f"{server}/public") != public:
        yield Hit(
            message=f"The files of {public} are not copied to {server}/public, where the server looks for them",
            at=start.at,
            fix=f"Copy {public} to {server}/public.",
            docs=DOCS,
            severity="warning",
            anchor="public",
        )
