"""Reports deployments that run a script which the manifest does not have."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.invocation import Invocation
from buildcheck.model.report import Hit


@check("error")
def deployment_script_missing(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile runs a script that package.json does not have.

    `npm run x` and its like in the other managers run the script `x` of the package.json in the folder that they are
    run in.

    ## Why it matters

    `docker build` or the container ends: `Missing script: "x"`.

    ## How to fix

    Add the script to package.json, or correct its name.
    """
    for made in evidence.survey.deployments:
        seen: set[str] = set()
        for line, run in [*made.builds(evidence.project.app), *started(evidence, made)]:
            name = called(run)
            if name is None or name in evidence.project.manifest.scripts or name in seen or not run.certain:
                continue
            if "--if-present" in run.words:
                continue
            seen.add(name)
            yield Hit(
                message=f"`{' '.join(run.words)}` is run, and {evidence.project.manifest.path} has no script `{name}`",
                at=line.at,
                fix=f"Add a script `{name}` to {evidence.project.manifest.path}, or correct the name.",
                anchor=name,
            )


def started(evidence: Evidence, made: Deployment) -> Iterable[tuple[Instruction, Invocation]]:
    """Give what the finished image starts, in the app's folder."""
    line = made.start()
    if line is not None and line.folder == evidence.project.app:
        for each in line.commands:
            if each.folder == ".":
                yield line, each


def called(run: Invocation) -> str | None:
    """Give the script that is certainly meant: `npm run x`, `pnpm run x`, `yarn run x`, `npm start`."""
    if run.tool not in ("npm", "pnpm", "yarn"):
        return None
    names = run.calls()
    plain = run.words[1:2] in (("run",), ("run-script",)) or (run.tool == "npm" and names == ("start",))
    return names[0] if names and plain and "$" not in names[0] and run.tool != "yarn" else None
