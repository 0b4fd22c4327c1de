"""Yarn 1: every requirement of the root manifest must be in its lockfile, letter for letter.

Read off Yarn 1.22 (``src/cli/commands/install.js``, ``src/package-resolver.js``) and observed (``tests/locks``): it
looks up ``name@specifier``. What workspace members require it does not check at all (yarnpkg/yarn#5840).
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.load.locked import mapping, text_map
from buildcheck.model.project import Lockfile, Project
from buildcheck.model.survey import LockDifference
from buildcheck.survey.locks.specs import kind_of

_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")


def differences(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """Give the requirements that ``yarn install --frozen-lockfile`` would add."""
    manifest = project.root_manifest
    members = {each.name for each in project.member_manifests}
    resolutions = text_map(mapping(manifest.raw.get("resolutions")))
    for each in manifest.requirements:
        if each.section not in _SECTIONS or each.name in members or kind_of(each.spec) in ("link", "workspace"):
            continue
        spec = resolutions.get(each.name, resolutions.get(f"**/{each.name}", each.spec))
        if f"{each.name}@{spec}" not in lockfile.descriptors:
            found = lockfile.versions(each.name)
            locked = f"{each.name}@{spec} is missing" + (f" ({found[0]} is locked for others)" if found else "")
            yield LockDifference(of=manifest.path, name=each.name, words=locked, at=each.at)
