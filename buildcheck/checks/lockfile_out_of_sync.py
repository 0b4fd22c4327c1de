"""Reports a lockfile that does not hold what the manifests ask for: from the install's log, else from the files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Lockfile, Manifest, Project, Requirement
from buildcheck.model.report import Hit
from buildcheck.plan.ranges import parse_range, satisfies

MOST_NAMES = 5


@check("error")
def lockfile_out_of_sync(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile does not match the manifests.

    Where the install was run, its own answer counts. Where not, the manifests are compared with what the lockfile
    records, by the rules of the package manager that owns it; what a lockfile does not record is not judged.

    ## Why it matters

    Hosts install with the lockfile frozen and refuse to repair it. On a developer's machine the same command repairs
    it silently, so the difference is noticed only after a push.

    ## How to fix

    Run the plain install with the package manager version that the project names, and commit the lockfile. Do not
    delete it: that upgrades everything. If two package managers left lockfiles, delete the one that is not used.
    """
    cause = evidence.cause
    if cause is not None and cause.check == "lockfile-out-of-sync":
        yield cause.hit(cause.title)
    elif not evidence.passed("fetch"):
        lockfile = lockfile_in_use(evidence)
        if lockfile is not None:
            yield from compare(evidence.project, lockfile)


def lockfile_in_use(evidence: Evidence) -> Lockfile | None:
    """Give the lockfile that the install would use; ``None`` when that is not certain."""
    found = evidence.project.lockfiles
    if evidence.plan is not None:
        found = tuple(each for each in found if each.manager == evidence.plan.manager.name)
    return found[0] if len(found) == 1 else None


def compare(project: Project, lockfile: Lockfile) -> Iterable[Hit]:
    """Compare each manifest of the workspace with the lockfile; one hit for each manifest that differs."""
    if "." not in (lockfile.importers or {".": {}}):
        return
    for manifest in {each.path: each for each in (project.root_manifest, *project.member_manifests)}.values():
        folder = posixpath.relpath(posixpath.dirname(manifest.path) or ".", posixpath.dirname(lockfile.path) or ".")
        recorded = (lockfile.importers or {}).get(folder)
        if recorded is None and lockfile.importers is not None:
            continue
        changed = overridden(project)
        differences = [
            (requirement, words)
            for requirement in manifest.requirements
            if requirement.section in ("dependencies", "devDependencies") and requirement.name not in changed
            if (words := RULES[rule_of(lockfile)](requirement, folder, recorded or {}, lockfile))
        ]
        gone = removed(manifest, recorded or {}, lockfile)
        if differences or gone:
            yield hit(manifest, lockfile, differences, gone)


def hit(manifest: Manifest, lockfile: Lockfile, differences: list[tuple[Requirement, str]], gone: list[str]) -> Hit:
    """Say what differs between one manifest and the lockfile."""
    words = [each for _, each in differences] + [f"{name} is no longer asked for" for name in gone]
    more = f" and {len(words) - MOST_NAMES} more" if len(words) > MOST_NAMES else ""
    return Hit(
        message=f"{lockfile.path} does not match {manifest.path}: {'; '.join(words[:MOST_NAMES])}{more}",
        at=differences[0][0].at if differences else None,
        fix=f"Run a plain `{lockfile.manager} install` and commit {lockfile.path}.",
        anchor=manifest.path,
    )


def rule_of(lockfile: Lockfile) -> str:
    """Give the name of the rule by which this lockfile's owner compares."""
    return "yarn-classic" if lockfile.manager == "yarn" and lockfile.format == "1" else lockfile.manager


def missing_or_unsatisfied(
    requirement: Requirement, folder: str, recorded: dict[str, str], lockfile: Lockfile
) -> str | None:
    """npm, Bun and Yarn 1 accept another specifier as long as the locked version satisfies it (observed with npm 10
    and 11, Bun 1.4; Yarn 1 is stricter, but its lockfile records no manifests)."""
    versions = locked(requirement.name, folder, lockfile)
    if versions is None or requirement.spec.startswith(("workspace:", "link:", "file:", "portal:")):
        return None
    if not versions:
        return f"{requirement.name} is missing"
    if parse_range(requirement.spec) is None or any(satisfies(each, requirement.spec) for each in versions):
        return None
    return f"{requirement.name} is locked at {versions[0]} and wanted at {requirement.spec}"


def locked(name: str, folder: str, lockfile: Lockfile) -> tuple[str, ...] | None:
    """Give the versions of ``name`` that ``folder`` would get; ``None`` when the lockfile can't be read."""
    if lockfile.packages is None:
        return None
    if lockfile.manager != "npm":
        return lockfile.versions(name)
    nested = "" if folder == "." else f"{folder}/"
    places = {each.path: each.version for each in lockfile.packages}
    found = (places.get(f"{nested}node_modules/{name}"), places.get(f"node_modules/{name}"))
    return tuple(each for each in found if each is not None)[:1]


def other_specifier(requirement: Requirement, folder: str, recorded: dict[str, str], lockfile: Lockfile) -> str | None:
    """pnpm and Yarn 2 and later compare the specifiers themselves (observed with pnpm 9 and 10, Yarn 4)."""
    wanted, known = requirement.spec, recorded.get(requirement.name)
    if wanted.startswith(("link:", "patch:", "portal:")):
        return None
    if known is None:
        return f"{requirement.name} is missing"
    if known.removeprefix("npm:") == wanted.removeprefix("npm:"):
        return None
    return f"{requirement.name} is recorded as {known} and wanted as {wanted}"


RULES: dict[str, Callable[[Requirement, str, dict[str, str], Lockfile], str | None]] = {
    "npm": missing_or_unsatisfied,
    "bun": missing_or_unsatisfied,
    "yarn-classic": missing_or_unsatisfied,
    "pnpm": other_specifier,
    "yarn": other_specifier,
}


def removed(manifest: Manifest, recorded: dict[str, str], lockfile: Lockfile) -> list[str]:
    """Give what the lockfile records and the manifest no longer names; npm and Yarn 1 do not mind."""
    if rule_of(lockfile) in ("npm", "yarn-classic"):
        return []
    return sorted(recorded.keys() - {each.name for each in manifest.requirements})


def overridden(project: Project) -> set[str]:
    """Give the names that the root manifest overrides: what is locked for them follows other rules."""
    raw = project.root_manifest.raw
    pnpm = raw.get("pnpm")
    tables = [raw.get("overrides"), raw.get("resolutions"), pnpm.get("overrides") if isinstance(pnpm, dict) else None]
    keys = [str(key) for table in tables if isinstance(table, dict) for key in table]
    return {key.rpartition(">")[2].rpartition("/**/")[2].rpartition("@")[0] or key for key in keys} | set(keys)
