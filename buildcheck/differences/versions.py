"""Node and the package manager: the version here and the one that the plan uses."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import Program
from buildcheck.model.plan import Choice
from buildcheck.model.project import Project
from buildcheck.plan.ranges import parse_range, satisfies


def version_differences(sides: Sides) -> Iterator[Difference]:
    """Give them. Another Node may break a build where somebody's range leaves out one of the two, another major version
    of the manager always; within a major version the difference is harmless."""
    yield from _of_node(sides)
    yield from _of_manager(sides)


def _of_node(sides: Sides) -> Iterator[Difference]:
    planned, found = sides.plan.node, sides.machine.program("node")
    if found is None or found.version is None or found.version == planned.value:
        return
    asked = next((each for each in sides.project.node_pins if each.at == planned.at), None)
    # A range that lets both in is no reason to change what is used here: a narrower one makes both sides the same.
    wide = asked is not None and satisfies(found.version, asked.value)
    refusal = _refusal(sides.project, found.version, planned.value)
    near = _major(found.version) == _major(planned.value)
    yield _difference(
        found,
        Choice(value=planned.value, reason=planned.reason, at=None if wide else planned.at),
        "Node",
        weight="harmless" if near else "changes" if refusal is None else "may-break",
        consequence=refusal
        or "No range of this project leaves either of them out; what one accepts another may refuse.",
        pin=f'Set "engines": {{"node": "{_major(found.version)}.x"}} in {sides.project.manifest.path}.',
    )


def _refusal(project: Project, *versions: str) -> str | None:
    """Say whose range leaves out one of ``versions``: the project's own, or that of a package that it asks for."""
    stated = [(each.by, each.value) for each in project.node_pins]
    locked = (each for lockfile in project.lockfiles for each in lockfile.packages or ())
    direct = [
        (f"{each.name} {each.version}", each.engines_node)
        for each in locked
        if each.engines_node and each.name in project.required and (each.path or "").count("node_modules") < 2
    ]
    for version in versions:
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
    yield _difference(
        found,
        Choice(value=manager.version, reason=manager.reason, at=manager.at if asks else None),
        manager.name,
        weight="harmless" if _major(found.version) == _major(manager.version) else "may-break",
        consequence="What one version accepts another may refuse.",
        pin=f'Set "packageManager": "{manager.name}@{found.version}" in {project.root_manifest.path}.',
    )


def _difference(
    found: Program, planned: Choice, name: str, *, weight: DifferenceWeight, consequence: str, pin: str
) -> Difference:
    both = f"Use {name} {planned.value} here, too, or ask for {found.version} in {planned.at}."
    return Difference(
        kind="version",
        weight=weight,
        subject=found.name,
        here=f"{name} {found.version}, from {found.origin} ({found.path}).",
        clean=f"{name} {planned.value}: {planned.reason}.",
        consequence=consequence,
        close=None if weight == "harmless" else pin if planned.at is None else both,
        at=planned.at,
    )


def _major(version: str) -> str:
    return version.partition(".")[0]
