"""What the project says about its package manager, and the chosen Node -> the manager and its exact version.

Places, in order: ``packageManager`` (what Corepack reads, and with it every big host), ``devEngines.packageManager``,
Volta's pins, then the lockfile: its file says which manager, its format which line. ``engines.<manager>`` narrows a
version that only a lockfile decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from buildcheck.model.plan import Choice, Manager
from buildcheck.model.project import Lockfile, ManagerName, Manifest, Project
from buildcheck.model.value import At
from buildcheck.plan.lockfile import line_of, lockfile_of, lockfiles_at_root, preferred
from buildcheck.plan.manager_releases import newest_release
from buildcheck.plan.ranges import parse_version, satisfies

_PACKAGE_MANAGER = re.compile(r"(?P<name>[a-z]+)@(?P<version>[^+]+)(?:\+.*)?")
_YARN_PATH = re.compile(r"yarn-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)\.[cm]?js$")
_NAMES: tuple[str, ...] = get_args(ManagerName)


class _Wish:
    """A place that names a manager: ``version`` is an exact version or a range."""

    def __init__(self, name: ManagerName, version: str, place: str, at: At) -> None:
        self.name, self.version, self.place, self.at = name, version, place, at


def choose_manager(project: Project, node: str, shipped_npm: str) -> tuple[Manager, tuple[Choice, ...]]:
    """Choose the package manager and give the remarks that the choice deserves.

    ``node`` is the exact Node version of the plan, ``shipped_npm`` the npm that comes with it.
    """
    wish = next(_wishes(project), None)
    lockfile = lockfile_of(project, wish.name) if wish else preferred(lockfiles_at_root(project))
    if wish is not None:
        manager, remarks = _from_wish(wish, node)
    elif lockfile is not None:
        manager, remarks = _from_lockfile(project, lockfile, node, shipped_npm)
    else:
        reason = f"nothing names a package manager, and npm {shipped_npm} comes with Node {node}"
        manager, remarks = _manager("npm", shipped_npm, reason, None), ()
    manager = _yarn_path(project, manager)
    return manager, (*remarks, *_unused(project, manager, lockfile), *_unfit(manager, node))


def _wishes(project: Project) -> Iterator[_Wish]:
    manifests = [project.root_manifest]
    if project.manifest.path != project.root_manifest.path:
        manifests.append(project.manifest)
    for manifest in manifests:
        at = At(path=manifest.path)
        match = _PACKAGE_MANAGER.fullmatch((manifest.package_manager or "").strip())
        if match is not None and match["name"] in _NAMES:
            yield _Wish(_name(match["name"]), match["version"], "packageManager", at)
    for manifest in manifests:
        yield from _dev_engines(manifest)
    for manifest in manifests:
        yield from _volta(manifest)


def _dev_engines(manifest: Manifest) -> Iterator[_Wish]:
    """Read ``devEngines.packageManager``: one object or a list of them, the first one that we know counts."""
    engines = manifest.raw.get("devEngines")
    found: Any = engines.get("packageManager") if isinstance(engines, dict) else None
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict) and each.get("name") in _NAMES and isinstance(each.get("version"), str):
            yield _Wish(_name(each["name"]), each["version"], "devEngines.packageManager", At(path=manifest.path))


def _volta(manifest: Manifest) -> Iterator[_Wish]:
    pins = manifest.raw.get("volta")
    for name in ("yarn", "pnpm", "npm"):
        version = pins.get(name) if isinstance(pins, dict) else None
        if isinstance(version, str):
            yield _Wish(_name(name), version, f"volta.{name}", At(path=manifest.path))


def _name(text: str) -> ManagerName:
    names: dict[str, ManagerName] = {"npm": "npm", "pnpm": "pnpm", "yarn": "yarn", "bun": "bun"}
    return names[text]


def _manager(name: ManagerName, version: str, reason: str, at: At | None) -> Manager:
    package = "@yarnpkg/cli-dist" if name == "yarn" and not version.startswith(("0.", "1.")) else name
    return Manager(name=name, version=version, package=package, reason=reason, at=at)


def _from_wish(wish: _Wish, node: str) -> tuple[Manager, tuple[Choice, ...]]:
    said = f"{wish.place} says `{wish.name}@{wish.version}`"
    exact = parse_version(wish.version)
    if exact is not None:
        return _manager(wish.name, str(exact), said, wish.at), ()
    version = newest_release(wish.name, wish.version, node)
    if version is not None:
        return _manager(wish.name, version, f"{said}; {version} is the newest known in it", wish.at), ()
    version = newest_release(wish.name, "*", node) or ""
    remark = Choice(value=wish.version, reason=f"{said}, which is no known version", at=wish.at)
    return _manager(wish.name, version, f"{said}; {version} is the newest known", wish.at), (remark,)


def _from_lockfile(
    project: Project, lockfile: Lockfile, node: str, shipped_npm: str
) -> tuple[Manager, tuple[Choice, ...]]:
    name, at = lockfile.manager, At(path=lockfile.path)
    line, reason = line_of(lockfile)
    version = shipped_npm if name == "npm" else newest_release(name, line, node) or ""
    wanted = project.root_manifest.engines.get(name)
    if name == "npm":
        reason = f"{lockfile.path} is npm's, and npm {version} comes with Node {node}"
    if wanted is None or satisfies(version, wanted):
        return _manager(name, version, reason, at), ()
    place = At(path=project.root_manifest.path)
    narrowed = newest_release(name, wanted, node)
    if narrowed is None:
        remark = Choice(value=wanted, reason=f"engines.{name} asks for `{wanted}`, which no known {name} is", at=place)
        return _manager(name, version, reason, at), (remark,)
    return _manager(name, narrowed, f"engines.{name} asks for `{wanted}`", place), ()


def _yarn_path(project: Project, manager: Manager) -> Manager:
    """Take the version that ``yarnPath`` names: Yarn hands over to that file whatever else is said, but a file of the
    project can't run in the fetch phase, so the same version is installed by us."""
    for setting in project.settings:
        if manager.name != "yarn" or setting.key not in ("yarnPath", "yarn-path") or setting.value is None:
            continue
        match = _YARN_PATH.search(setting.value)
        if match is not None and match[1] != manager.version:
            return _manager("yarn", match[1], f"{setting.key} names Yarn {match[1]}", setting.at)
    return manager


def _unused(project: Project, manager: Manager, used: Lockfile | None) -> Iterator[Choice]:
    for lockfile in lockfiles_at_root(project):
        if lockfile.manager != manager.name and lockfile is not used:
            reason = f"not used, because the project is installed with {manager.name} ({manager.reason})"
            yield Choice(value=lockfile.path, reason=reason, at=At(path=lockfile.path))


def _unfit(manager: Manager, node: str) -> Iterator[Choice]:
    """Warn of old pnpm on new Node: its HTTP client breaks there (``ERR_INVALID_THIS``, fixed in 7.32.1 and 8.3.1)."""
    broken = manager.name == "pnpm" and satisfies(manager.version, "<7.32.1 || >=8.0.0 <8.3.1")
    if broken and satisfies(node, ">=20.0.0"):
        reason = f"pnpm {manager.version} can't download on Node {node} (ERR_INVALID_THIS); it needs Node 18 or older"
        yield Choice(value=manager.version, reason=reason, at=manager.at)
