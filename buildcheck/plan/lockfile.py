"""Lockfiles -> the one that decides, and the line of its manager that reads it.

Sources: Vercel's @vercel/build-utils 14.21 (`scanParentDirs`, `detectPnpmVersion`, `detectYarnVersion`) for the
precedence and the lines; Vercel's "Package Managers" page documents the same table.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from buildcheck.model.project import Lockfile, ManagerName, Project

_PRECEDENCE: tuple[ManagerName, ...] = ("yarn", "pnpm", "npm", "bun")
"""Vercel's order when several lockfiles lie side by side; Bun wins over Yarn, because Bun can write a ``yarn.lock``
beside its own (``bun install --yarn``)."""


def lockfiles_at_root(project: Project) -> tuple[Lockfile, ...]:
    """Give the lockfiles of the folder that is installed in."""
    root = "" if project.install_root == "." else project.install_root
    return tuple(each for each in project.lockfiles if posixpath.dirname(each.path) == root)


def preferred(lockfiles: Sequence[Lockfile]) -> Lockfile | None:
    """Give the lockfile that decides when no manager is named, ``None`` when there is none."""
    managers = {each.manager for each in lockfiles}
    order = ("bun", *_PRECEDENCE) if {"bun", "yarn"} <= managers else _PRECEDENCE
    return min(lockfiles, key=lambda each: (order.index(each.manager), _within(each)), default=None)


def lockfile_of(project: Project, manager: ManagerName) -> Lockfile | None:
    """Give the lockfile that ``manager`` will read, ``None`` when it has none."""
    return preferred([each for each in lockfiles_at_root(project) if each.manager == manager])


def _within(lockfile: Lockfile) -> int:
    """npm reads ``npm-shrinkwrap.json`` rather than ``package-lock.json``, Bun its text form rather than the binary."""
    return 0 if lockfile.path.endswith(("npm-shrinkwrap.json", "bun.lock")) else 1


def line_of(lockfile: Lockfile) -> tuple[str, str]:
    """Give the range of manager versions that a lockfile's format calls for, and the reason in words."""
    lines = {"npm": _npm_line, "pnpm": _pnpm_line, "yarn": _yarn_line, "bun": _bun_line}
    return lines[lockfile.manager](lockfile)


def _npm_line(lockfile: Lockfile) -> tuple[str, str]:
    return "*", f"{lockfile.path} (version {lockfile.format}) is read by every npm since 7"


def _pnpm_line(lockfile: Lockfile) -> tuple[str, str]:
    """5.3 was pnpm 6's, but pnpm 7 reads it too, and pnpm 6 can't download on Node 20 and later. 9.0 is written by
    pnpm 9 to 12; Vercel takes 10 for projects made since 2025-02-27 (11 from March 2027 on)."""
    major = lockfile.format.partition(".")[0]
    line = {"5": "7", "6": "8", "7": "9", "9": "10"}.get(major, "*")
    reason = f"{lockfile.path} has format {lockfile.format}, for which hosts use pnpm {line}"
    return line, reason if line != "*" else f"{lockfile.path} has the unknown format {lockfile.format}"


def _yarn_line(lockfile: Lockfile) -> tuple[str, str]:
    number = int(lockfile.format) if lockfile.format.isdigit() else 0
    line = "1" if number == 1 else "2" if number in (4, 5) else "3" if number in (6, 7) else "4"
    kind = "Yarn classic" if line == "1" else f"Yarn {line}"
    if number == 8:
        return ">=4.0.0 <4.14.0", f"{lockfile.path} has format 8, which Yarn 4 wrote up to 4.13"
    return line, f"{lockfile.path} has format {lockfile.format}, which is {kind}'s"


def _bun_line(lockfile: Lockfile) -> tuple[str, str]:
    """``bun.lock`` version 2 needs Bun 1.4, text as such 1.2 (@vercel/build-utils `lockfileRequiresBun14`)."""
    if lockfile.format in ("binary", "text-0", "text-1"):
        return "^1.3.0 <1.4.0", f"{lockfile.path} ({lockfile.format}) is read by Bun 1.3"
    return "^1.4.0", f"{lockfile.path} ({lockfile.format}) needs Bun 1.4 or later"
