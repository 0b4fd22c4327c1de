"""Reports Dockerfiles that install with another package manager than the lockfile is for."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.invocation import Invocation
from buildcheck.model.report import Hit

FROZEN = ("--frozen-lockfile", "--immutable")


@check("error")
def dockerfile_manager_differs(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile installs with a package manager that the project has no lockfile for.

    `npm ci` needs package-lock.json, and a frozen install of the others needs the lockfile of the same one. An install
    that is not frozen takes the newest versions that the manifest allows.

    ## Why it matters

    A frozen install ends: `npm ci can only install with an existing package-lock.json`. One that is not frozen installs
    other versions in the image than on the machine where it works.

    ## How to fix

    Install with the manager whose lockfile is committed, or commit a lockfile of the one that the image uses.
    """
    locked = {each.manager for each in evidence.project.lockfiles}
    for made in evidence.survey.deployments:
        for line, run in made.builds(evidence.project.install_root):
            if not run.installs or not run.certain or run.tool in locked:
                continue
            frozen = is_frozen(run)
            if not frozen and not locked:
                continue
            others = f"the lockfile is for {' and '.join(sorted(locked))}" if locked else "there is no lockfile"
            fate = "it ends with an error" if frozen else "it installs other versions than the locked ones"
            yield Hit(
                message=f"`{' '.join(run.words)}` is run in the image, and {others}: {fate}",
                at=line.at,
                fix=f"Install with {sorted(locked)[0]}." if locked else f"Commit a lockfile of {run.tool}.",
                severity=None if frozen else "warning",
                anchor=run.tool,
            )


def is_frozen(run: Invocation) -> bool:
    """Whether an install refuses to go on without its lockfile. pnpm and Yarn 2 do so by themselves in CI alone."""
    return run.words[1:2] == ("ci",) or (run.tool in ("pnpm", "bun") and any(each in run.words for each in FROZEN))
