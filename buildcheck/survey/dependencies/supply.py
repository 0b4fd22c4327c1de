"""The manifests, the lockfile and the layout -> whether a package is declared where it is used, and if not, how a clean
install brings it there all the same."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property

from buildcheck.load.paths import ancestors, join
from buildcheck.model.dependencies import Layout, Supply
from buildcheck.model.project import LockedPackage, Lockfile, Manifest, Project
from buildcheck.survey.dependencies.layout import is_public

_MOST_NAMES = 3


class Supplies:
    """What a clean install of ``project`` puts where. ``lockfile`` is the one that the install uses."""

    def __init__(self, project: Project, layout: Layout, lockfile: Lockfile | None) -> None:
        self.project = project
        self.layout = layout
        self.lockfile = lockfile
        found = (project.manifest, project.root_manifest, *project.member_manifests)
        self.manifests: dict[str, Manifest] = {posixpath.dirname(each.path) or ".": each for each in found}
        self.members = {each.name: folder for folder, each in self.manifests.items() if each.name}

    @cached_property
    def locked(self) -> dict[str, list[LockedPackage]]:
        """The packages of the lockfile by name."""
        found: dict[str, list[LockedPackage]] = {}
        for each in (self.lockfile.packages if self.lockfile else None) or ():
            found.setdefault(each.name, []).append(each)
        return found

    @property
    def is_known(self) -> bool:
        """Whether a lockfile tells what is installed."""
        return self.lockfile is not None and self.lockfile.packages is not None

    def owner(self, path: str) -> str | None:
        """Give the folder whose manifest must declare what the file at ``path`` uses."""
        return next((each for each in ancestors(posixpath.dirname(path) or ".") if each in self.manifests), None)

    def declared(self, package: str, folder: str) -> bool:
        """Whether the manifest of ``folder`` names the package, in whatever section, or is its own."""
        manifest = self.manifests[folder]
        return manifest.requirement(package) is not None or manifest.name == package

    def supply(self, package: str, folder: str) -> tuple[Supply, tuple[str, ...]]:
        """Say how a package that the manifest of ``folder`` does not name gets to it, and through whom."""
        root = self.manifests.get(self.project.install_root)
        if root is not None and root.requirement(package) and self.layout.kind != "pnp":
            return "root", (root.path,)
        if package in self.members and self.layout.kind == "flat":
            return "workspace", (self.members[package],)
        if not self.is_known:
            return "unknown", ()
        if not self._reachable(package, folder):
            return "nowhere", tuple(self._via(package))
        return "hoisted", tuple(self._via(package))

    def version(self, package: str) -> str | None:
        """Give the locked version, the one at the top of the tree first."""
        versions = self.lockfile.versions(package) if self.lockfile else ()
        return versions[0] if versions else None

    def _reachable(self, package: str, folder: str) -> bool:
        found = self.locked.get(package, [])
        if not found or self.layout.kind == "pnp":
            return False
        if self.layout.kind == "isolated":
            return is_public(self.layout, package)
        if found[0].path is None:
            return True
        return not self._places(package, folder).isdisjoint(each.path for each in found)

    def _places(self, package: str, folder: str) -> set[str | None]:
        """Give the places of npm's tree in which a module of ``folder`` looks for a package."""
        root = self.project.install_root
        inner = posixpath.relpath(folder, root)
        return {join(each, f"node_modules/{package}") for each in ancestors(inner)} if inner[:2] != ".." else set()

    def _via(self, package: str) -> Iterator[str]:
        """Give the declared packages through which it is installed, else the manifests that declare it."""
        direct = [each.path for each in self.manifests.values() if each.requirement(package)]
        if direct:
            yield from direct[:_MOST_NAMES]
            return
        names = {each.name for manifest in self.manifests.values() for each in manifest.requirements}
        seen, level = {package}, [package]
        while level:
            above = [name for each in level for name in self._dependents.get(each, ()) if name not in seen]
            found = sorted(set(above) & names)
            if found:
                yield from found[:_MOST_NAMES]
                return
            seen.update(above)
            level = list(dict.fromkeys(above))

    @cached_property
    def _dependents(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for packages in self.locked.values():
            for each in packages:
                for name in (*(each.requires or ()), *(each.peers or ())):
                    found.setdefault(name, []).append(each.name)
        return found
