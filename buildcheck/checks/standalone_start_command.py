"""Reports an image that holds only the standalone server and starts `next start`."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction, origin_at
from buildcheck.model.output import Output
from buildcheck.model.report import Hit


@check("error")
def standalone_start_command(evidence: Evidence) -> Iterable[Hit]:
    """The image holds the standalone server, and starts `next start`.

    The standalone folder brings the modules that the server needs, but no `node_modules/.bin`: there is no command
    `next` in the image. `next start` also reads `.next`, and not the standalone server.

    ## Why it matters

    The container ends as it starts: `next: not found`.

    ## How to fix

    Start the server itself: `CMD ["node", "server.js"]`.
    """
    output = evidence.survey.output
    if output is None or output.mode != "standalone" or output.work is None:
        return
    for made in evidence.survey.deployments:
        start = made.start()
        if start is None or not is_standalone(made, start, output):
            continue
        runs = [each for run in start.commands for each in evidence.survey.runs(run) if run.certain]
        if any(each.runs("next", "start") and "npx" not in each.runners for each in runs):
            yield Hit(
                message=(
                    "The image holds only what the standalone server needs, and starts `next start`: "
                    "the command next is not in it"
                ),
                at=start.at,
                fix='Start the server itself: CMD ["node", "server.js"].',
                docs="https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
                anchor="next start",
            )


def is_standalone(made: Deployment, start: Instruction, output: Output) -> bool:
    """Whether the working directory is a copy of the standalone folder, with nothing installed into it."""
    contents = made.contents(start)
    modules = origin_at(contents, f"{start.workdir.rstrip('/')}/node_modules") or ""
    installs = any(run.installs for line in made.history(start) for run in line.commands)
    return not installs and modules.startswith(f"{output.work}/standalone")
