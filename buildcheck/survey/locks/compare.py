"""Lockfiles x manifests -> where they differ, by the rules of the manager that owns the lockfile."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from buildcheck.model.project import Lockfile, Project
from buildcheck.model.survey import LockDifference
from buildcheck.survey.locks import bun, npm, pnpm, yarn_berry, yarn_classic

Compare = Callable[[Project, Lockfile], Iterator[LockDifference]]


def lock_differences(project: Project) -> dict[str, tuple[LockDifference, ...]]:
    """Give the differences of each lockfile in the install root, by its path; those that can't be read are left out."""
    root = "" if project.install_root == "." else project.install_root
    found = {}
    for lockfile in project.lockfiles:
        compare = _compare_of(lockfile)
        if compare is not None and posixpath.dirname(lockfile.path) == root:
            found[lockfile.path] = tuple(compare(project, lockfile))
    return found


def _compare_of(lockfile: Lockfile) -> Compare | None:
    if lockfile.packages is None:
        return None
    if lockfile.manager == "yarn":
        return yarn_classic.differences if lockfile.format == "1" else yarn_berry.differences
    return _BY_MANAGER[lockfile.manager]


_BY_MANAGER: dict[str, Compare] = {"npm": npm.differences, "pnpm": pnpm.differences, "bun": bun.differences}
