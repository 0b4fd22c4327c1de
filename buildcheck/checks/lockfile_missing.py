"""Reports that nothing fixes the versions of the dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import ManagerName
from buildcheck.model.report import Hit
from buildcheck.model.value import At

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

    Make the lockfile with the manager that the project uses, see that no `.gitignore` names it, and commit it. Where
    only scripts or a Dockerfile call that manager, its lockfile is what tells a host which one to take.
    """
    cause, project = evidence.cause, evidence.project
    if cause is not None and cause.check == "lockfile-missing":
        yield cause.hit(cause.title)
        return
    manifests = (project.root_manifest, *project.member_manifests)
    if project.lockfiles or not any(each.requirements for each in manifests) or on_disk(evidence):
        return
    manager = evidence.plan.manager.name if evidence.plan is not None else "npm"
    message = f"There is no lockfile: {MEANINGS[manager]}"
    meant = None if evidence.plan is None or evidence.plan.manager.at is not None else called(evidence)
    if meant is not None:
        manager, place = meant
        message += f". {place} calls {manager}, and nothing tells a host to take it"
    yield Hit(
        message=message,
        at=project.root_manifest.at(),
        fix=f"Run `{COMMANDS[manager]}` in {where(project.install_root)} and commit {FILES[manager]}.",
        severity="warning",
        anchor="lockfile",
    )


def called(evidence: Evidence) -> tuple[ManagerName, At] | None:
    """Give the one manager, npm aside, that scripts or Dockerfiles call, with the first place; ``None`` for several."""
    runs = [(each.run, each.at) for each in evidence.survey.commands]
    root = evidence.project.install_root
    runs += [(run, line.at) for made in evidence.survey.deployments for line, run in made.builds(root)]
    found: dict[ManagerName, At] = {}
    for run, at in runs:
        for name in FILES:
            if name != "npm" and name in (run.tool, *run.runners):
                found.setdefault(name, at)
    return next(iter(found.items())) if len(found) == 1 else None


def on_disk(evidence: Evidence) -> bool:
    """Whether a lockfile lies beside the manifest that a checkout would not hold."""
    return bool(evidence.survey.lockfiles_left_out)


def where(folder: str) -> str:
    """Name the folder to install in."""
    return "the root of the project" if folder == "." else folder
