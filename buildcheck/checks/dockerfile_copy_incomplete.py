"""Reports installs in a Dockerfile that run before the files that they need are copied."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction, brings
from buildcheck.model.invocation import Invocation
from buildcheck.model.report import Hit

HOOKS = ("preinstall", "install", "postinstall", "prepare")
LOCKS = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "pnpm": ("pnpm-lock.yaml",),
    "yarn": ("yarn.lock",),
    "bun": ("bun.lock", "bun.lockb"),
}
FROZEN = ("--frozen-lockfile", "--immutable")


@check("error")
def dockerfile_copy_incomplete(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile installs before it has copied what the install needs.

    Manifests are copied first, so that the install can be reused while the code changes. An install needs more than
    package.json: its lockfile, the Prisma schema for a `postinstall` that runs `prisma generate`, the scripts that such
    hooks run.

    ## Why it matters

    `docker build` ends at the install: `npm ci can only install with an existing package-lock.json`, `Could not find
    Prisma Schema`, `Cannot find module '/app/scripts/postinstall.js'`. On the developer's machine all files are there.

    ## How to fix

    Copy these files before the install as well, or run the install with `--ignore-scripts` and the hook after all is
    copied.
    """
    dockerfiles = [each for each in evidence.survey.deployments if each.kind == "dockerfile"]
    paths = frozenset(each.path for each in evidence.project.source.entries if dockerfiles)
    for made in dockerfiles:
        for line, run in made.builds(evidence.project.install_root):
            if not run.installs or not run.certain or "mount" in line.flags:
                continue
            contents = made.contents(line)
            for path, why in (*lockfile(evidence, run, paths), *hooks(evidence, run, paths)):
                if not brings(contents, path) or made.excluded(path) is not None:
                    yield hit(made, line, path, f"`{' '.join(run.words)}` runs before {path} is in the image", why)


def lockfile(evidence: Evidence, run: Invocation, paths: frozenset[str]) -> Iterable[tuple[str, str]]:
    """Give the lockfile that a frozen install reads, where the project has it."""
    frozen = run.runs("npm", "ci") or run.runs("bun", "ci") or any(each in run.words for each in FROZEN)
    for name in LOCKS.get(run.tool, ()) if frozen else ():
        path = posixpath.normpath(posixpath.join(evidence.project.install_root, name))
        if path in paths:
            yield path, f"`{' '.join(run.words)}` ends without it"
            return


def hooks(evidence: Evidence, run: Invocation, paths: frozenset[str]) -> Iterable[tuple[str, str]]:
    """Give the files that the install hooks of the app's manifest run or read."""
    if "--ignore-scripts" in run.words or evidence.project.app != evidence.project.install_root:
        return
    for hook in HOOKS:
        for each in evidence.survey.scripts.get(hook, ()):
            if not each.certain or each.folder != "." or each.script != hook:
                continue
            if each.runs("prisma", "generate") and each.flag("--schema") is None:
                yield from prisma_schema(evidence, hook, paths)
            elif each.tool in ("node", "tsx", "sh", "bash", "bun") and len(each.words) > 1:
                path = posixpath.normpath(posixpath.join(evidence.project.app, each.words[1]))
                if path in paths:
                    yield path, f"the script `{hook}` runs it"


def prisma_schema(evidence: Evidence, hook: str, paths: frozenset[str]) -> Iterable[tuple[str, str]]:
    """Give the schema that `prisma generate` reads where nothing names another one."""
    app = evidence.project.app
    if "prisma" in evidence.project.manifest.raw or any(
        posixpath.basename(each).startswith("prisma.config") for each in paths
    ):
        return
    for name in ("prisma/schema.prisma", "schema.prisma"):
        path = posixpath.normpath(posixpath.join(app, name))
        if path in paths:
            yield path, f"the script `{hook}` runs `prisma generate`, which reads it"
            return


def hit(made: Deployment, line: Instruction, path: str, fact: str, why: str) -> Hit:
    """Say what is missing, and whether it was left out or forgotten."""
    rule = made.excluded(path)
    left_out = rule if rule is not None and brings(made.contents(line), path) else None
    because = f", as {left_out.at} keeps it out (`{left_out.pattern}`)" if left_out is not None else ""
    return Hit(
        message=f"{fact}{because}, and {why}",
        at=line.at,
        fix=f"Remove `{left_out.pattern}` from {left_out.at.path}."
        if left_out is not None
        else f"Copy {path} before this line.",
        anchor=path,
    )
