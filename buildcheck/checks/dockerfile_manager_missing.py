"""Reports Dockerfiles that run a package manager which their image does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.report import Hit

NODE = re.compile(r"(?:docker\.io/)?(?:library/)?node(?::(?P<tag>[\w.-]+))?(?:@.*)?$")

FETCHERS = ("corepack", "curl", "wget", "apk", "apt-get", "sh", "bash", "asdf", "mise", "volta")


@check("error")
def dockerfile_manager_missing(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile runs pnpm or Bun in an image of Node that does not hold it.

    The official images of Node bring npm and Yarn 1, and up to Node 24 Corepack. pnpm is there after
    `corepack enable` or `npm install -g pnpm`; each `FROM` of another image begins without it.

    ## Why it matters

    `docker build` ends: `pnpm: not found`.

    ## How to fix

    Add `RUN corepack enable` (Node 25 and later: `RUN npm install -g pnpm`) to the stage, or begin it `FROM` the one
    that has it.
    """
    for made in evidence.survey.deployments:
        told: set[str] = set()
        for line in made.instructions:
            for run in line.commands if line.name == "RUN" and line.stage not in told else ():
                if (
                    run.tool in ("pnpm", "bun")
                    and run.certain
                    and not run.runners
                    and is_bare_node(made, line, run.tool)
                ):
                    told.add(line.stage)
                    yield Hit(
                        message=f"`{' '.join(run.words)}` is run in an image of Node, and {run.tool} is not in it",
                        at=line.at,
                        fix=fix(run.tool),
                        anchor=f"{line.stage} {run.tool}",
                    )
                    break


def fix(tool: str) -> str:
    """Say how the tool comes into the image."""
    return (
        "Run `corepack enable` before it, in this stage."
        if tool == "pnpm"
        else f"Run `npm install -g {tool}` before it."
    )


def is_bare_node(made: Deployment, line: Instruction, tool: str) -> bool:
    """Whether the stage begins with an official image of Node, and nothing before that line may bring the tool."""
    history = (*made.history(line), line)
    base = next((each for each in history if each.name == "FROM" and each.words), None)
    if base is None or NODE.match(base.words[0]) is None:
        return False
    return not any(may_bring(each, tool) for each in history)


def may_bring(line: Instruction, tool: str) -> bool:
    """Whether a line installs the tool, or copies programs from elsewhere."""
    if line.name in ("COPY", "ADD"):
        return "from" in line.flags and any("bin" in each.target or "lib" in each.target for each in line.copied)
    if line.name != "RUN":
        return False
    if not any(run.tool == tool for run in line.commands):
        return tool in line.text or "corepack" in line.text
    named = (word for run in line.commands if run.tool != tool for word in (run.tool, *run.words))
    return any(word in FETCHERS or word.startswith(tool) for word in named)
