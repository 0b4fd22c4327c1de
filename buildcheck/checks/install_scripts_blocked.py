"""Reports dependencies whose install scripts the package manager did not run."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.plan import Plan
from buildcheck.model.report import Hit

MOST_NAMES = 8

# Where each package manager is told which install scripts to run, from their manuals.
ALLOW = {
    "npm": "Run `npm install-scripts approve NAME` for those that the project needs and commit package.json.",
    "pnpm": "Name those that it needs in pnpm-workspace.yaml, under `onlyBuiltDependencies`.",
    "pnpm-11": "Decide about each in pnpm-workspace.yaml, under `allowBuilds`: `NAME: true`, or `false` for never.",
    "yarn": "Set `dependenciesMeta.NAME.built` to true in package.json for those that the project needs.",
    "bun": "Name those that the project needs in `trustedDependencies` of package.json.",
}


@check("warning", needs="fetch")
def install_scripts_blocked(evidence: Evidence) -> Iterable[Hit]:
    """Install scripts of dependencies were not run, because the package manager blocks them.

    npm 12, pnpm 10, Yarn 4.14 and Bun run an install script only where the project allows it. Packages that the project
    itself denies by name are decided, and not named while the build passes.

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
    passed = evidence.passed("build")
    blocked = undecided(build.scripts.blocked, plan) if passed else build.scripts.blocked
    if not blocked:
        return
    names = ", ".join(blocked[:MOST_NAMES]) + (f" and {len(blocked) - MOST_NAMES} more" * (len(blocked) > MOST_NAMES))
    without = "; the build passed without them" if passed else ""
    fix = ALLOW[key_of(plan)] if plan is not None else None
    yield Hit(message=f"install scripts were not run: {names}{without}", fix=fix, anchor="blocked")


def undecided(blocked: tuple[str, ...], plan: Plan | None) -> tuple[str, ...]:
    """Leave out the packages (``name@version``) that the project denies by name."""
    denied = {each[:1] + each[1:].partition("@")[0] for each in (plan.scripts.denied if plan is not None else ())}
    return tuple(each for each in blocked if each.rpartition("@")[0] not in denied)


def key_of(plan: Plan) -> str:
    """Give the entry of `ALLOW` for a manager: pnpm 11 put one setting in the place of three."""
    manager = plan.manager
    return "pnpm-11" if manager.name == "pnpm" and int(manager.version.partition(".")[0]) >= 11 else manager.name
