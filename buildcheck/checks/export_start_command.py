"""Reports deployments of a static export that start `next start`."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment
from buildcheck.model.report import Hit
from buildcheck.model.value import At

START_KEYS = ("startCommand", "deploy.startCommand", "start.cmd", "web", "processes.app")


@check("error")
def export_start_command(evidence: Evidence) -> Iterable[Hit]:
    """`next start` is run for an app that is exported to static files.

    With `output: "export"` there is no server build to start: `next start` ends with an error since 13.3
    (`server/next`).

    ## Why it matters

    The build passes, and the deployment dies as it starts. Where only the script `start` says so, and nothing in the
    repository runs it, it is worth knowing and no more.

    ## How to fix

    Serve the folder `out` with a file server: `npx serve out`, nginx, or a host for static files.
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or not app.at_least(13, 3):
        return
    found = [at for made in evidence.survey.deployments if (at := starts(evidence, made)) is not None]
    for at in found:
        yield Hit(
            message=f'This runs `next start`, which ends with an error for an app with output: "export" ({app.name})',
            at=at,
            fix=f"Serve {output.folder or 'the folder of the export'} with a file server.",
            docs="https://nextjs.org/docs/app/guides/static-exports#deploying",
            anchor="next start",
        )
    for each in evidence.survey.scripts.get("start", ()) if not found else ():
        if each.runs("next", "start"):
            yield Hit(
                message='The script `start` runs `next start`, which ends with an error with output: "export"',
                at=each.at,
                fix=f"Serve {output.folder or 'the folder of the export'} with a file server.",
                severity="info",
                anchor="start",
            )


def starts(evidence: Evidence, made: Deployment) -> At | None:
    """Give the place where a deployment runs `next start`."""
    line = made.start()
    runs = [each for run in line.commands for each in evidence.survey.runs(run)] if line is not None else []
    if line is not None and any(each.runs("next", "start") for each in runs):
        return line.at
    npm_start = any(each.runs("next", "start") for each in evidence.survey.scripts.get("start", ()))
    if made.folder != evidence.project.app:
        return None
    for each in made.settings:
        text = f" {each.value} "
        if each.key in START_KEYS and (
            " next start" in text
            or (
                npm_start
                and any(f" {m} start" in text or f" {m} run start" in text for m in ("npm", "yarn", "pnpm", "bun"))
            )
        ):
            return each.at
    return None
