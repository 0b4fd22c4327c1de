"""Node and the package manager: the version here and the one that the plan uses."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.project import Project
from buildcheck.plan.ranges import parse_range, satisfies


def version_differences(sides: Sides) -> Iterator[Difference]:
    """Give them. Another Node may break a build where somebody's range leaves out one of the two, another major version
    of the manager always; within a major version the difference is harmless."""
    yield from _of_node(sides)
    yield from _of_manager(sides)


def _of_node(sides: Sides) -> Iterator[Difference]:
    planned, project, found = sides.plan.node, sides.project, sides.machine.program("node")
    if found is None or found.version is None or found.version == planned.value:
        return
    here, there = _refusal(project, found.version), _refusal(project, planned.value)
    near = _major(found.version) == _major(planned.value)
    weight: DifferenceWeight = "harmless" if near else "changes" if here is None and there is None else "may-break"
    asked = next((each for each in project.node_pins if each.at == planned.at), None)
    # A range that lets both in is no reason to change what is used here: a narrower one makes both sides the same.
    wide = asked is None or satisfies(found.version, asked.value)
    use = f"Use Node {planned.value} here, too"
    pin = f'{use}, or set "engines": {{"node": "{_major(found.version)}.x"}} in {project.manifest.path}.'
    both = f"{use}, or ask for {found.version} in {planned.at}."
    yield Difference(
        kind="version",
        weight=weight,
        subject="node",
        here=f"Node {found.version}, from {found.origin} ({found.path}).",
        clean=f"Node {planned.value}: {planned.reason}.",
        consequence=here or there or "All ranges of this project let both in; what one accepts another may refuse.",
        # Nobody is told to ask everywhere for what a package of theirs refuses.
        close=None if near else both if not wide else pin if here is None else f"{use}.",
        at=None if wide else planned.at,
    )


def _refusal(project: Project, version: str) -> str | None:
    """Say whose range leaves out ``version``: the project's own, or that of a package that it asks for."""
    stated = [(each.by, each.value) for each in project.node_pins]
    locked = (each for lockfile in project.lockfiles for each in lockfile.packages or ())
    direct = [
        (f"{each.name} {each.version}", each.engines_node)
        for each in locked
        if each.engines_node and each.name in project.required and (each.path or "").count("node_modules") < 2
    ]
    for who, wanted in (*stated, *direct):
        if parse_range(wanted) is not None and not satisfies(version, wanted):
            return f"{who} asks for Node {wanted}, which leaves out {version}."
    return None


def _of_manager(sides: Sides) -> Iterator[Difference]:
    manager, project = sides.plan.manager, sides.project
    found = sides.machine.program(manager.name)
    if found is None or found.version is None or found.version == manager.version:
        return
    # A lockfile says which manager, and a format: nobody asks there for the version that reads it.
    asks = manager.at is not None and manager.at.path not in {each.path for each in project.lockfiles}
    near = _major(found.version) == _major(manager.version)
    pin = f'Set "packageManager": "{manager.name}@{found.version}" in {project.root_manifest.path}.'
    both = f"Use {manager.name} {manager.version} here, too, or ask for {found.version} in {manager.at}."
    yield Difference(
        kind="version",
        weight="harmless" if near else "may-break",
        subject=manager.name,
        here=f"{manager.name} {found.version}, from {found.origin} ({found.path}).",
        clean=f"{manager.name} {manager.version}: {manager.reason}.",
        consequence="What one version accepts another may refuse.",
        close=None if near else both if asks else pin,
        at=manager.at if asks else None,
    )


def _major(version: str) -> str:
    return version.partition(".")[0]
