"""Reports dependencies whose install scripts the package manager did not run."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

MOST_NAMES = 8

# Where each package manager is told which install scripts to run, from their manuals.
ALLOW = {
    "npm": "Run `npm install-scripts approve NAME` for those that the project needs and commit package.json.",
    "pnpm": "Name those that it needs in pnpm-workspace.yaml (`onlyBuiltDependencies`, `allowBuilds` from 11).",
    "yarn": "Set `dependenciesMeta.NAME.built` to true in package.json for those that the project needs.",
    "bun": "Name those that the project needs in `trustedDependencies` of package.json.",
}


@check("warning", needs="fetch")
def install_scripts_blocked(evidence: Evidence) -> Iterable[Hit]:
    """Install scripts of dependencies were not run, because the package manager blocks them.

    npm 12, pnpm 10 and Bun run an install script only where the project allows it.

    ## Why it matters

    Some packages make or download what they need in such a script (Prisma's client, binaries of native packages).
    Others do without. On a machine where the scripts ran under an older manager, everything works.

    ## How to fix

    Allow the scripts that the project needs, by name, in a committed file; leave the others blocked, for they run
    strangers' code. When the build passes, none was needed to build; the running app may still need one.
    """
    build, plan = evidence.build, evidence.plan
    if build is None or build.scripts is None or not build.scripts.blocked:
        return
    blocked = build.scripts.blocked
    names = ", ".join(blocked[:MOST_NAMES]) + (f" and {len(blocked) - MOST_NAMES} more" * (len(blocked) > MOST_NAMES))
    passed = "; the build passed without them" if evidence.passed("build") else ""
    fix = ALLOW[plan.manager.name] if plan is not None else None
    yield Hit(message=f"install scripts were not run: {names}{passed}", fix=fix, anchor="blocked")
