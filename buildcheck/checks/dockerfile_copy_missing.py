"""Reports COPY lines that name what no clean checkout holds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Copied, Deployment, Instruction
from buildcheck.model.report import Hit

MADE = (".next", "out", "dist", "build", "target", "coverage", ".output", "node_modules")
MAKERS = ("mkdir", "cp", "mv", "touch", "git", "curl", "wget", "tar", "unzip", "ln", "rsync", "install")


@check("error")
def dockerfile_copy_missing(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile copies a file or folder that is not in the repository.

    That is a path that was never committed, an empty folder (git holds none, `public` above all), or one that the
    ignore file for Docker leaves out. Names with a wildcard may match nothing, and are not meant.

    ## Why it matters

    `docker build` ends at that line: `"/public": not found`. On the machine where it was written the file is there.

    ## How to fix

    Commit the file (`public/.gitkeep` for an empty folder), or remove it from the COPY line.
    """
    dockerfiles = [each for each in evidence.survey.deployments if each.kind == "dockerfile"]
    paths = known_paths(evidence) if dockerfiles else frozenset()
    for made in dockerfiles:
        if not certain_context(made, paths):
            continue
        for line in made.instructions:
            copies = line.copied if line.name == "COPY" else ()
            found = {each: words for each in copies if (words := missing(made, line, each, paths, evidence))}
            if found:
                first, words = next(iter(found.items()))
                yield Hit(
                    message=f"{first.source} is copied into the image, and {words}: docker build ends here",
                    at=line.at,
                    fix="Take the shell's words off this line: COPY knows none."
                    if {"||", "2>/dev/null"} & set(line.words)
                    else f"Commit {first.origin}, or remove it from this line.",
                    anchor=first.source,
                )


def known_paths(evidence: Evidence) -> frozenset[str]:
    """Give all files of a clean checkout, and the folders that hold them."""
    found = {"."}
    for each in evidence.project.source.entries:
        path = each.path
        while path and path not in found:
            found.add(path)
            path = posixpath.dirname(path)
    return frozenset(found)


def certain_context(made: Deployment, paths: frozenset[str]) -> bool:
    """Whether the folder that it is built in is beyond doubt: something else that it copies by name is there."""
    names = {each.origin for line in made.instructions for each in line.copied if "from" not in line.flags}
    named = {each for each in names if each is not None and each != made.folder}
    return bool(named & paths) or (
        not named and posixpath.join(made.folder, "package.json").removeprefix("./") in paths
    )


def missing(
    made: Deployment, line: Instruction, copied: Copied, paths: frozenset[str], evidence: Evidence
) -> str | None:
    """Say why a source is not there; ``None`` where it is, or may be made by somebody."""
    origin = copied.origin
    if origin is None or set(copied.source) & set("*?[$") or origin.startswith(".."):
        return None
    inner = posixpath.relpath(origin, made.folder)
    if any(part in MADE for part in inner.split("/")):
        return None
    stage = line.flags.get("from", "").lower()
    if stage and (stage not in stages(made) or may_make(made, stage, posixpath.basename(origin), evidence)):
        return None
    if origin not in paths:
        empty = " (git holds no empty folder)" if posixpath.basename(origin) == "public" else ""
        return f"the repository holds no {origin}{empty}"
    rule = made.excluded(origin) if not stage else None
    return f"{rule.at} leaves it out (`{rule.pattern}`)" if rule is not None else None


def stages(made: Deployment) -> set[str]:
    """Give the names of the stages."""
    return {each.stage for each in made.stages()}


def may_make(made: Deployment, stage: str, name: str, evidence: Evidence) -> bool:
    """Whether a stage may make a thing itself: it names it, or runs programs of the project's own."""
    last = [each for each in made.instructions if each.stage == stage][-1]
    lines = [each for each in (*made.history(last), last) if each.name == "RUN"]
    runs = [run for line in lines for each in line.commands for run in evidence.survey.runs(each)]
    usual = (
        "next",
        "npm",
        "yarn",
        "pnpm",
        "bun",
        "prisma",
        "corepack",
        "apk",
        "apt-get",
        "adduser",
        "addgroup",
        "chown",
        "tsc",
        "vite",
        "echo",
        "rm",
        "turbo",
    )
    return any(name in each.text for each in lines) or any(
        each.tool in MAKERS or each.tool not in usual for each in runs
    )
