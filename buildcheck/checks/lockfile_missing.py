"""Reports that nothing fixes the versions of the dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import ManagerName
from buildcheck.model.report import Hit

FILES: dict[ManagerName, str] = {
    "npm": "package-lock.json",
    "pnpm": "pnpm-lock.yaml",
    "yarn": "yarn.lock",
    "bun": "bun.lock",
}
MEANINGS: dict[ManagerName, str] = {
    "npm": "`npm ci` refuses, and `npm install` takes the newest versions in range on the day of the build",
    "pnpm": "`pnpm install --frozen-lockfile`, which is what pnpm does on CI, refuses",
    "yarn": "every build takes the newest versions in range, and Yarn 2 and later refuses on CI",
    "bun": "`bun install --frozen-lockfile` refuses, and `bun install` takes the newest versions in range",
}
COMMANDS: dict[ManagerName, str] = {
    "npm": "npm install --package-lock-only",
    "pnpm": "pnpm install --lockfile-only",
    "yarn": "yarn install",
    "bun": "bun install --lockfile-only",
}


@check("error")
def lockfile_missing(evidence: Evidence) -> Iterable[Hit]:
    """No lockfile fixes the versions of the dependencies.

    A project without dependencies needs none. A lockfile that lies on the disk and that git does not hold is reported
    as `lockfile-not-tracked`.

    ## Why it matters

    Two builds of one commit may install different versions, so that what passes today fails tomorrow without a change
    of anybody. Vercel and Netlify then guess npm and install without a lockfile; Cloudflare, GitHub's `setup-node`
    with a cache, and every Dockerfile that says `npm ci` end with an error.

    ## How to fix

    Make the lockfile with the manager that the project uses, see that no `.gitignore` names it, and commit it.
    """
    cause, project = evidence.cause, evidence.project
    if cause is not None and cause.check == "lockfile-missing":
        yield cause.hit(cause.title)
        return
    manifests = (project.root_manifest, *project.member_manifests)
    if project.lockfiles or not any(each.requirements for each in manifests) or on_disk(evidence):
        return
    manager = evidence.plan.manager.name if evidence.plan is not None else "npm"
    yield Hit(
        message=f"There is no lockfile: {MEANINGS[manager]}",
        at=project.root_manifest.at(),
        fix=f"Run `{COMMANDS[manager]}` in {where(project.install_root)} and commit {FILES[manager]}.",
        severity="warning",
        anchor="lockfile",
    )


def on_disk(evidence: Evidence) -> bool:
    """Whether a lockfile lies beside the manifest that a checkout would not hold."""
    return bool(evidence.survey.lockfiles_left_out)


def where(folder: str) -> str:
    """Name the folder to install in."""
    return "the root of the project" if folder == "." else folder
