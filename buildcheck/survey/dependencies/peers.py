"""Declared packages whose required peers nobody provides, where the package manager does not install them itself.

npm does since 7 (not with ``legacy-peer-deps``), pnpm since 8 (``auto-install-peers``), Bun does; Yarn does not. Yarn 1
records no peers in its lockfile, so that nothing is said about them there.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.dependencies import MissingPeer
from buildcheck.model.project import ManagerName, Project
from buildcheck.survey.dependencies.supply import Supplies


def missing_peers(project: Project, supplies: Supplies, manager: ManagerName, version: str) -> tuple[MissingPeer, ...]:
    """Give the peers of the app's own requirements that the lockfile does not hold at all."""
    if not supplies.is_known or _installs_peers(project, manager, version):
        return ()
    return tuple(dict.fromkeys(_missing(project, supplies)))


def _installs_peers(project: Project, manager: ManagerName, version: str) -> bool:
    settings = {each.key.replace("-", "").lower(): each.value for each in reversed(project.settings)}
    major = int(version.partition(".")[0]) if version.partition(".")[0].isdigit() else 0
    if manager == "npm":
        return major >= 7 and settings.get("legacypeerdeps") != "true"
    if manager == "pnpm":
        return settings.get("autoinstallpeers", "true" if major >= 8 else "false") == "true"
    return manager == "bun"


def _missing(project: Project, supplies: Supplies) -> Iterator[MissingPeer]:
    provided = {each.name for manifest in supplies.manifests.values() for each in manifest.requirements}
    for requirement in project.manifest.requirements:
        locked = supplies.locked.get(requirement.name, [])
        for peer in (locked[0].peers or ()) if locked else ():
            if peer not in provided and peer not in supplies.locked and not peer.startswith("@types/"):
                yield MissingPeer(peer=peer, of=requirement.name, version=locked[0].version, at=requirement.at)
