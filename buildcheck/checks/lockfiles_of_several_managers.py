"""Reports lockfiles of more than one package manager in the folder that is installed in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Lockfile
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def lockfiles_of_several_managers(evidence: Evidence) -> Iterable[Hit]:
    """There are lockfiles of several package managers.

    Which of them still match package.json is found by comparing them with it, not by their dates.

    ## Why it matters

    Hosts choose by what they find: Vercel takes Bun's before Yarn's, then pnpm's, npm's; Netlify and Cloudflare have
    orders of their own. Only the lockfile of the manager that somebody works with is kept up to date, and where a host
    takes another one, it installs old versions or refuses. `packageManager` in package.json decides it for all that
    read it.

    ## How to fix

    Keep the lockfile of the manager that you use, delete the others, and name it in `packageManager`.
    """
    found = lockfiles(evidence)
    if len({each.manager for each in found}) < 2 or evidence.plan is None:
        return
    manager = evidence.plan.manager
    used = next((each for each in found if each.manager == manager.name), None)
    others = [each for each in found if each.manager != manager.name]
    states = ", ".join(f"{each.path} ({state(evidence, each)})" for each in found)
    pinned = evidence.project.root_manifest.package_manager is not None
    yield Hit(
        message=f"Lockfiles of several managers: {states}; installed with {manager.name}, because {manager.reason}",
        at=At(path=(used or found[0]).path),
        fix=f"If {manager.name} is what you use: git rm {' '.join(each.path for each in others)}"
        + (
            ""
            if pinned
            else f"; and say so in package.json: `npm pkg set packageManager={manager.name}@{manager.version}`"
        ),
        severity="info" if pinned and used is not None else "warning",
        anchor="lockfiles",
    )


def lockfiles(evidence: Evidence) -> list[Lockfile]:
    """Give the lockfiles of the install root. Bun writes a `yarn.lock` beside its own for other tools to read."""
    root = "" if evidence.project.install_root == "." else evidence.project.install_root
    return [each for each in evidence.project.lockfiles if posixpath.dirname(each.path) == root]


def state(evidence: Evidence, lockfile: Lockfile) -> str:
    """Say whether a lockfile matches the manifests, as far as that is known."""
    differences = evidence.survey.lock_differences.get(lockfile.path)
    if differences is None:
        return "not compared"
    names = list(dict.fromkeys(each.name for each in differences if each.versions is None and each.certain))
    if not names:
        return "matches package.json"
    return f"stale: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
