"""Reports a lockfile that does not hold what the manifests ask for: from the install's log, else from the files."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Lockfile
from buildcheck.model.report import Hit
from buildcheck.model.survey import LockDifference
from buildcheck.plan.ranges import satisfies

MOST_NAMES = 5
# Each rewrites the lockfile and installs nothing; Yarn 1 and Yarn 2 and later have one command for both.
COMMANDS = {
    "npm": "npm install --package-lock-only",
    "pnpm": "pnpm install --lockfile-only",
    "yarn": "yarn install",
    "bun": "bun install --lockfile-only",
}


@check("error")
def lockfile_out_of_sync(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile does not match the manifests.

    Where the install was run, its own answer counts. Where not, the manifests are compared with what the lockfile
    holds, by the rules of the manager that owns it: npm wants every requirement met by the tree that the lockfile
    describes, also those of the packages in it; Yarn 1 looks up each requirement of the root letter for letter; pnpm
    and Yarn 2 and later want the manifests as they were, section by section, with overrides, patches and catalogs; Bun
    wants every requirement met and nothing left over.

    ## Why it matters

    Hosts install with the lockfile frozen and refuse to repair it. On a developer's machine the same command repairs
    it silently, so the difference is noticed only after a push.

    ## How to fix

    Run the install with the package manager version that the project names, and commit the lockfile. Do not delete
    it: that upgrades everything. If two package managers left lockfiles, delete the one that is not used. Where only
    packages of packages are missing, another npm wrote the lockfile: pin npm in `packageManager` and run
    `npm install --package-lock-only` with it.
    """
    cause = evidence.cause
    if cause is not None and cause.check == "lockfile-out-of-sync":
        yield cause.hit(cause.title)
        return
    lockfile = lockfile_in_use(evidence)
    if lockfile is None:
        return
    differences = [each for each in evidence.survey.lock_differences.get(lockfile.path, ()) if minds(evidence, each)]
    for of in dict.fromkeys(each.of for each in differences):
        yield hit(lockfile, of, [each for each in differences if each.of == of])


def lockfile_in_use(evidence: Evidence) -> Lockfile | None:
    """Give the lockfile that the install would use; ``None`` when that is not certain."""
    found = evidence.project.lockfiles
    if evidence.plan is None:
        return found[0] if len(found) == 1 else None
    manager = evidence.plan.manager
    # Where two of one manager lie side by side, the first is the one that it reads.
    lockfile = next((each for each in found if each.manager == manager.name), None)
    return lockfile if lockfile is not None and lockfile.is_readable_by(manager.version) else None


def minds(evidence: Evidence, difference: LockDifference) -> bool:
    """Whether the version of the manager that will be used refuses it."""
    if difference.versions is None or evidence.plan is None:
        return difference.versions is None
    return satisfies(evidence.plan.manager.version, difference.versions)


def hit(lockfile: Lockfile, of: str, differences: list[LockDifference]) -> Hit:
    """Say what differs between one manifest and the lockfile."""
    words = list(dict.fromkeys(each.words for each in differences))
    more = f" and {len(words) - MOST_NAMES} more" if len(words) > MOST_NAMES else ""
    certain = any(each.certain for each in differences)
    return Hit(
        message=f"{lockfile.path} does not match {of}: {'; '.join(words[:MOST_NAMES])}{more}",
        at=next((each.at for each in differences if each.at), None),
        fix=f"Run `{COMMANDS[lockfile.manager]}` and commit {lockfile.path}.",
        severity="error" if certain else "info",
        predicts="fetch",
        anchor=of,
    )
