"""Reports native packages of which the lockfile holds no part for Linux."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import LockedPackage, Lockfile
from buildcheck.model.report import Hit, Severity
from buildcheck.model.value import At
from buildcheck.plan.ranges import satisfies

# How packages name their part for Linux on x64 with glibc: @rollup/rollup-linux-x64-gnu, @esbuild/linux-x64,
# @parcel/watcher-linux-x64-glibc, @img/sharp-linux-x64, turbo-linux-64.
LINUX = re.compile(r"(?:^|[/-])linux-(?:x64|64|amd64)(?:-(?:gnu|glibc))?$")
SYSTEM = re.compile(r"(?:^|[/-])(?:darwin|macos|win32|windows|linux|linuxmusl|android|freebsd)(?:-[a-z0-9]+)+$")
# What loads its native part whenever it is used at all, by the tool that uses it in every build.
CERTAIN = {"vite": frozenset({"rollup", "esbuild", "rolldown", "lightningcss"})}
STYLES = frozenset({"@tailwindcss/oxide", "lightningcss"})
STYLE_TOOLS = frozenset({"@tailwindcss/postcss", "@tailwindcss/vite", "@tailwindcss/cli"})
# Next finds another way: it patches the lockfile, downloads the part, or goes on without it.
REPLACED = frozenset({"next", "sharp"})


@check("error")
def platform_packages_missing(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile holds a native package without its part for Linux.

    Packages with native code (Rollup, esbuild, Lightning CSS, Tailwind's oxide, SWC, sharp …) have an optional
    dependency per system. A healthy lockfile names them all, and every machine installs its own.

    ## Why it matters

    npm writes only the parts of the machine that it runs on when `node_modules` is already there (npm/cli#4828).
    npm 10 then installs without a word and the build ends with "Cannot find module @rollup/rollup-linux-x64-gnu";
    later releases of npm 11 refuse to install.

    ## How to fix

    Delete `node_modules` and `package-lock.json` on a machine where it is in order otherwise, run `npm install`, and
    commit the lockfile. Do not add the Linux package as a dependency: that breaks other systems.
    """
    cause, plan = evidence.cause, evidence.plan
    if cause is not None and cause.check == "platform-packages-missing":
        yield cause.hit(cause.title)
        return
    if plan is None or (cause is not None and cause.check == "lockfile-out-of-sync"):
        return
    yield from switched_off(evidence)
    lockfile = next((each for each in evidence.project.lockfiles if each.manager == plan.manager.name), None)
    if lockfile is None or refused_by_install(evidence, lockfile):
        return
    for package, present in gaps(lockfile):
        yield gap_hit(evidence, lockfile, package, present)


def gaps(lockfile: Lockfile) -> Iterator[tuple[LockedPackage, list[str]]]:
    """Give the packages without their part for Linux, each with the parts for other systems that are there."""
    packages = lockfile.packages or ()
    names = {each.name for each in packages}
    for package in packages:
        parts = [each for each in package.requires or () if SYSTEM.search(each)]
        wanted = [each for each in parts if LINUX.search(each)]
        if wanted and not package.optional and not any(each in names for each in wanted):
            yield package, [each for each in parts if each in names]


def gap_hit(evidence: Evidence, lockfile: Lockfile, package: LockedPackage, present: list[str]) -> Hit:
    """Say which part is missing."""
    missing = next(each for each in package.requires or () if LINUX.search(each))
    others = f"; it holds {', '.join(present[:2])} only" if present else ""
    severity = severity_of(evidence, package.name)
    return Hit(
        message=f"{lockfile.path} has {package.name} {package.version} without {missing}{others}",
        at=At(path=lockfile.path),
        fix=f"Delete node_modules and {lockfile.path}, run `{lockfile.manager} install`, and commit the lockfile.",
        severity=severity,
        predicts="build" if severity == "error" else None,
        docs="https://github.com/npm/cli/issues/4828",
        anchor=package.name,
    )


def severity_of(evidence: Evidence, name: str) -> Severity:
    """Say how certain it is that the build uses the package on Linux."""
    project = evidence.project
    framework = project.framework.name if project.framework else ""
    declared = {each.name for each in (*project.manifest.requirements, *project.root_manifest.requirements)}
    if name in CERTAIN.get(framework, ()) or (name in STYLES and declared & STYLE_TOOLS):
        return "error"
    return "info" if name in REPLACED else "warning"


def refused_by_install(evidence: Evidence, lockfile: Lockfile) -> bool:
    """Whether the install itself refuses the lockfile for its gaps, so that `lockfile-out-of-sync` tells it."""
    differences = evidence.survey.lock_differences.get(lockfile.path, ())
    names = {name for package, _ in gaps(lockfile) for name in package.requires or ()}
    plan = evidence.plan
    return plan is not None and any(
        each.name in names and each.versions is not None and satisfies(plan.manager.version, each.versions)
        for each in differences
    )


def switched_off(evidence: Evidence) -> Iterator[Hit]:
    """Say that the project's own settings leave optional dependencies out."""
    for setting in evidence.project.settings:
        left_out = (setting.key == "omit" and "optional" in (setting.value or "")) or (
            setting.key == "optional" and setting.value == "false"
        )
        if left_out and any(
            LINUX.search(each.name) for file in evidence.project.lockfiles for each in file.packages or ()
        ):
            yield Hit(
                message=f"`{setting.key}={setting.value}` leaves out the native parts of packages, which are optional",
                at=setting.at,
                fix="Remove the line.",
                severity="warning",
                anchor=setting.key,
            )
