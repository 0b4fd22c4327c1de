"""Reports a lockfile whose format the planned version of its manager does not install from."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Lockfile
from buildcheck.model.report import Hit

WRITERS = {
    ("pnpm", "5"): "pnpm 7 or older",
    ("pnpm", "6"): "pnpm 8",
    ("pnpm", "9"): "pnpm 9 or later",
    ("yarn", "1"): "Yarn 1",
    ("npm", "3"): "npm 7 or later",
    ("bun", "text-2"): "Bun 1.4 or later",
}


@check("error")
def lockfile_of_another_version(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile was written by another version of the package manager.

    ## Why it matters

    A frozen install may not convert it: pnpm calls it absent or incompatible, Yarn refuses because it would have to
    rewrite it, Bun does not know the format. A plain install converts it without a word, so that it works on the
    machine where somebody has both versions.

    ## How to fix

    Name the version that wrote the lockfile in `packageManager` of package.json, or run an install with the version
    that is named there and commit the lockfile.
    """
    cause, plan = evidence.cause, evidence.plan
    if cause is not None and cause.check == "lockfile-of-another-version":
        yield cause.hit(cause.title)
        return
    if plan is None:
        return
    name, version = plan.manager.name, plan.manager.version
    lockfile = next((each for each in evidence.project.lockfiles if each.manager == name), None)
    if lockfile is not None and not lockfile.is_readable_by(version):
        yield Hit(
            message=f"{lockfile.path} has the format of {writer(lockfile)} ({lockfile.format}), and {name} {version}"
            f" is what installs: {plan.manager.reason}",
            at=plan.manager.at,
            fix=f"Run `{name} install` with {name} {version} and commit {lockfile.path},"
            " or name the version that wrote it in `packageManager`.",
            predicts="fetch",
            anchor=lockfile.path,
        )


def writer(lockfile: Lockfile) -> str:
    """Name the versions that write such a lockfile."""
    major = lockfile.format.partition(".")[0]
    return WRITERS.get((lockfile.manager, major), f"another {lockfile.manager}")
