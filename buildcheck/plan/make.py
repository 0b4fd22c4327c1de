"""Project and Settings -> Plan. Nothing is read, looked up or run here: the same values always give the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buildcheck.model.plan import Choice, Manager, Phase, Plan, Step
from buildcheck.model.project import Project
from buildcheck.model.settings import Settings
from buildcheck.plan import catalogue, managers
from buildcheck.plan.command import build_folder, choose_build, monorepo_remark, outputs
from buildcheck.plan.environment import COMMON, choose_environment
from buildcheck.plan.inputs import fetch_inputs
from buildcheck.plan.install import Command, Install, Setup
from buildcheck.plan.limits import choose_limits, seconds
from buildcheck.plan.lockfile import lockfile_of
from buildcheck.plan.manager import choose_manager
from buildcheck.plan.network import choose_network
from buildcheck.plan.node import choose_node
from buildcheck.plan.reuse import choose_reuse


def make_plan(
    project: Project,
    settings: Settings,
    *,
    environment_names: tuple[str, ...] = (),
    releases: Sequence[catalogue.NodeRelease] | None = None,
    held: bool = True,
) -> Plan:
    """Decide everything about a run.

    ``environment_names`` are the names in the file that ``--env file:PATH`` gave (the caller reads it; values never
    come here). ``releases`` are the known Node releases, the newest first; the catalogue's when left out. Without
    ``held`` the install may change the lockfile, as ``npm install`` does by hand.

    Raises:
        UsageError: nothing says how the project is built, or ``--node`` or ``--env`` can't be understood.
    """
    known = catalogue.node_releases() if releases is None else releases
    build, command = choose_build(project)
    environment = choose_environment(settings.env, environment_names)
    node, node_remarks = choose_node(project, settings.node, known)
    manager, manager_remarks = choose_manager(project, node.value, _shipped_npm(node.value, known))
    lockfile = lockfile_of(project, manager.name)
    setup = Setup(project=project, manager=manager, lockfile=lockfile, node=node.value, held=held)
    install = managers.of(manager).install(setup)
    return Plan(
        node=node,
        variant=_variant(settings),
        manager=manager,
        install_root=project.install_root,
        app=project.app,
        fetch_inputs=fetch_inputs(setup),
        reusable_tree=choose_reuse(setup, install),
        install=install.frozen,
        build=build,
        steps=tuple(_steps(install, _build_command(project, manager, command), settings)),
        scripts=install.policy,
        environment={**COMMON, **install.environment},
        environment_choice=environment,
        environment_names=environment_names,
        network=choose_network(setup, settings),
        limits=choose_limits(settings),
        outputs=outputs(project),
        google_fonts=tuple(dict.fromkeys(at.path for at in project.google_fonts)),
        remarks=(*node_remarks, *manager_remarks, *install.remarks, *monorepo_remark(project)),
    )


def _shipped_npm(node: str, releases: Sequence[catalogue.NodeRelease]) -> str:
    """Give the npm of a Node release; for one that the catalogue lacks, that of the nearest later release of its line,
    failing that of the oldest known release."""
    exact = [each for each in releases if each.version == node]
    line = [each for each in releases if each.version.partition(".")[0] == node.partition(".")[0]]
    return (exact or line or list(releases))[-1].npm


def _variant(settings: Settings) -> Choice:
    if settings.variant == "slim":
        return Choice(value="slim", reason="asked for: what a minimal host has")
    return Choice(value="full", reason="what the big hosts have: git, python3, make and g++ beside Node")


def _build_command(project: Project, manager: Manager, command: tuple[str, ...] | None) -> Command:
    member = managers.of(manager)
    if command is None:
        argv, folder = member.script("build"), project.app
    else:
        argv, folder = member.binary(*command), build_folder(project, command)
    return Command(name=" ".join(argv), argv=argv, cwd=folder)


def _steps(install: Install, build: Command, settings: Settings) -> Iterator[Step]:
    phases: tuple[tuple[Phase, tuple[Command, ...]], ...] = (
        ("fetch", install.fetch),
        ("scripts", install.scripts),
        ("build", (build,)),
    )
    for phase, commands in phases:
        for each in commands:
            yield Step(
                phase=phase,
                name=each.name,
                argv=each.argv,
                cwd=each.cwd,
                env=each.env,
                timeout_seconds=seconds(phase, settings),
                may_fail=each.may_fail,
            )
