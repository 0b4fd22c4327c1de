"""Commands of scripts -> the declared package that provides each, or that none does and how it is found all the same.

What a lockfile records of a package's commands counts; where it records nothing, the package's name and
``commands.toml`` do, and a command that nobody knows is not judged.
"""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator

from buildcheck.model.dependencies import CommandUse, MissingCommand, Need, PackageUse, Supply
from buildcheck.model.project import LockedPackage, Manifest
from buildcheck.survey.dependencies.called_scripts import MANAGERS
from buildcheck.survey.dependencies.supply import Supplies

_WEIGHT: tuple[Need, ...] = ("build", "install", "start", "types", "unknown", "test", "lint", "dev")


class Commands:
    """Who provides which command. ``manager`` is the package manager that is there in any case."""

    def __init__(self, supplies: Supplies, manager: str, *, finds_root: bool) -> None:
        self._supplies = supplies
        self._manager = manager
        self._finds_root = finds_root

    def missing(self, uses: tuple[CommandUse, ...]) -> tuple[MissingCommand, ...]:
        """Give the uses that no declared package provides for, for each command and folder the weightiest."""
        found: dict[tuple[str, str], CommandUse] = {}
        for use in sorted(uses, key=lambda each: (_WEIGHT.index(each.needed), each.downloads)):
            found.setdefault((use.command, use.folder), use)
        return tuple(each for use in found.values() if (each := self._missing(use)) is not None)

    def provided(self, uses: tuple[CommandUse, ...]) -> tuple[PackageUse, ...]:
        """Give the uses of the declared packages that provide the other commands."""
        return tuple(_package_use(use, package) for use in uses if (package := self.provider(use)) is not None)

    def provider(self, use: CommandUse) -> str | None:
        """Give the declared package that provides the command."""
        for manifest in self._manifests(use.folder):
            for each in manifest.requirements:
                if self._provides(each.name, use) is True:
                    return each.name
        return None

    def _missing(self, use: CommandUse) -> MissingCommand | None:
        if use.command in (self._manager, "npm") or self.provider(use) is not None or self._is_of_members(use.command):
            return None
        if not use.providers and not self._is_recorded(use.folder):
            return None
        supply, via = self._supply(use)
        found = shutil.which(use.command)
        return MissingCommand(
            use=use,
            manifest=self._supplies.manifests[use.folder].path,
            supply=supply,
            via=via,
            elsewhere="global" if found is not None and "node_modules" not in found else None,
        )

    def _manifests(self, folder: str) -> Iterator[Manifest]:
        """Give the manifests whose commands a script of ``folder`` finds."""
        yield self._supplies.manifests[folder]
        if self._finds_root:
            yield self._supplies.project.root_manifest

    def _provides(self, package: str, use: CommandUse) -> bool | None:
        """Whether ``package`` provides the command, ``None`` where nothing tells."""
        if package in use.providers or package == use.command:
            return True
        found = self._supplies.locked.get(package)
        if not found or found[0].bins is None:
            return True if posixpath.basename(package) == use.command else None
        return any(use.command in (each.bins or ()) for each in found)

    def _is_of_members(self, command: str) -> bool:
        return any(command in _own_bins(each) for each in self._supplies.manifests.values())

    def _is_recorded(self, folder: str) -> bool:
        """Whether the lockfile records the commands of every declared package: then one that is not there is not."""
        names = {each.name for manifest in self._manifests(folder) for each in manifest.requirements}
        locked = self._supplies.locked
        return self._supplies.is_known and all(
            each in self._supplies.members or (each in locked and locked[each][0].bins is not None) for each in names
        )

    def _supply(self, use: CommandUse) -> tuple[Supply, tuple[str, ...]]:
        """Say how the command is found without being declared: beside what another package brought."""
        supplies = self._supplies
        if use.command in MANAGERS:
            return "nowhere", ()
        if not supplies.is_known:
            return "unknown", ()
        if self._finds_root:
            for name, packages in supplies.locked.items():
                if any(_has(each, use) for each in packages):
                    supply, via = supplies.supply(name, use.folder)
                    if supply == "hoisted":
                        return supply, (name, *via)
        return "nowhere", ()


def _has(package: LockedPackage, use: CommandUse) -> bool:
    if package.bins is None:
        return package.name in use.providers
    return use.command in package.bins


def _own_bins(manifest: Manifest) -> tuple[str, ...]:
    value = manifest.raw.get("bin")
    if isinstance(value, str):
        return (posixpath.basename(manifest.name or ""),)
    return tuple(str(each) for each in value) if isinstance(value, dict) else ()


def _package_use(use: CommandUse, package: str) -> PackageUse:
    return PackageUse(
        package=package,
        folder=use.folder,
        by="command",
        needed=use.needed,
        at=use.at,
        asked=use.command,
        reader=use.script,
    )
