"""The project and what was read of its sources -> the dependencies' part of a survey."""

from __future__ import annotations

from typing import NamedTuple

from buildcheck.load.files import Files
from buildcheck.load.paths import ancestors, join
from buildcheck.model.dependencies import Layout, MissingCommand, MissingPeer, PackageUse, ProductionInstall, Undeclared
from buildcheck.model.plan import Manager
from buildcheck.model.project import Project, Requirement
from buildcheck.model.survey import Installed, Survey
from buildcheck.plan.lockfile import lockfile_of
from buildcheck.survey.dependencies.command_uses import command_uses
from buildcheck.survey.dependencies.config_uses import config_uses
from buildcheck.survey.dependencies.excuses import Excuses
from buildcheck.survey.dependencies.implied_uses import implied_uses
from buildcheck.survey.dependencies.import_uses import ImportUses
from buildcheck.survey.dependencies.install_files import install_files
from buildcheck.survey.dependencies.installed import MODULES, read_installed
from buildcheck.survey.dependencies.layout import layout
from buildcheck.survey.dependencies.missing_commands import Commands
from buildcheck.survey.dependencies.peers import missing_peers
from buildcheck.survey.dependencies.production import production_installs
from buildcheck.survey.dependencies.published import published
from buildcheck.survey.dependencies.supply import Supplies
from buildcheck.survey.dependencies.undeclared import undeclared

_OF_REGISTRY = "^~<>=*0123456789v "


class Dependencies(NamedTuple):
    """The fields of a survey that are about dependencies."""

    uses: tuple[PackageUse, ...] = ()
    undeclared: tuple[Undeclared, ...] = ()
    missing_commands: tuple[MissingCommand, ...] = ()
    missing_peers: tuple[MissingPeer, ...] = ()
    production_installs: tuple[ProductionInstall, ...] = ()
    layout: Layout | None = None
    installed: Installed | None = None
    published: dict[str, bool] = {}
    looked_at: frozenset[str] = frozenset()


def dependencies(project: Project, facts: Survey, manager: Manager, *, ask: bool) -> Dependencies:
    """Read the dependencies of ``project``. ``facts`` is what the other parts of the survey found, ``manager`` the
    one that installs. ``ask``: whether the registry may be asked for names that nothing else knows."""
    lockfile = lockfile_of(project, manager.name)
    placed = layout(project, manager.name, manager.version, lockfile)
    supplies = Supplies(project, placed, lockfile)
    files = Files(project.source)
    installed = read_installed(project)
    found = _uses(project, facts, supplies, files)
    calls = command_uses(project)
    # Yarn 2 and later give a script the commands of its own package's dependencies alone.
    berry = manager.name == "yarn" and not manager.version.startswith(("0.", "1."))
    commands = Commands(supplies, manager.name, finds_root=not berry)
    missing = undeclared(project, found, supplies, installed, Excuses(files).excuse)
    return Dependencies(
        uses=(*found, *commands.provided(calls)),
        undeclared=missing,
        missing_commands=commands.missing(calls),
        missing_peers=missing_peers(project, supplies, manager.name, manager.version),
        production_installs=production_installs(project, facts.deployments, manager.name, manager.version),
        layout=placed,
        installed=installed,
        published=published(_unknown_names(missing, supplies), project, lockfile) if ask else {},
        looked_at=frozenset(f"{project.source.root}/{join(each, MODULES)}" for each in ancestors(project.app)),
    )


def _uses(project: Project, facts: Survey, supplies: Supplies, files: Files) -> tuple[PackageUse, ...]:
    installing = install_files(facts.commands, facts.edges)
    return (
        *ImportUses(project, supplies, facts.reached, facts.checked, installing).read(facts.edges),
        *config_uses(project, files, facts.configs, checks_types=bool(facts.checked)),
        *implied_uses(project, facts.edges, facts.reached),
    )


def _unknown_names(missing: tuple[Undeclared, ...], supplies: Supplies) -> list[str]:
    """Give the names that no lockfile knows: of what is not declared, then of what is."""
    found = [each.package for each in missing if each.supply in ("nowhere", "unknown") and each.locked is None]
    for manifest in (supplies.project.manifest, supplies.project.root_manifest):
        found += [each.name for each in manifest.requirements if _is_unlocked(each, supplies)]
    return found


def _is_unlocked(requirement: Requirement, supplies: Supplies) -> bool:
    """Whether a requirement that comes from the registry is in no lockfile."""
    known = supplies.locked if supplies.is_known else {}
    from_registry = requirement.spec in ("", "latest", "next") or requirement.spec[:1] in _OF_REGISTRY
    return from_registry and requirement.name not in known and requirement.name not in supplies.members
