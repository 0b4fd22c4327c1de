"""Node and the package manager: the version here and the one that the plan uses."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import Program
from buildcheck.model.plan import Choice
from buildcheck.plan.ranges import satisfies


def version_differences(sides: Sides) -> Iterator[Difference]:
    """Give them; another major version may break a build, any other difference is harmless."""
    node, manager = sides.plan.node, sides.plan.manager
    found = sides.machine.program("node")
    if found is not None:
        pin = f'Set "engines": {{"node": "{_major(found.version or "")}.x"}} in {sides.project.manifest.path}.'
        asked = next((each for each in sides.project.node_pins if each.at == node.at), None)
        # A range that lets both in is no reason to change what is used here: a narrower one makes both sides the same.
        wide = asked is not None and found.version is not None and satisfies(found.version, asked.value)
        planned = Choice(value=node.value, reason=node.reason, at=None if wide else node.at)
        yield from _difference(found, planned, "Node", pin)
    found = sides.machine.program(manager.name)
    if found is not None:
        pin = f'Set "packageManager": "{manager.name}@{found.version}" in {sides.project.root_manifest.path}.'
        # A lockfile says which manager, and a format: nobody asks there for the version that reads it.
        asks = manager.at is not None and manager.at.path not in {each.path for each in sides.project.lockfiles}
        planned = Choice(value=manager.version, reason=manager.reason, at=manager.at if asks else None)
        yield from _difference(found, planned, manager.name, pin)


def _difference(found: Program, planned: Choice, name: str, pin: str) -> Iterator[Difference]:
    if found.version is None or found.version == planned.value:
        return
    weight: DifferenceWeight = "may-break" if _major(found.version) != _major(planned.value) else "harmless"
    both = f"Use {name} {planned.value} here, too, or ask for {found.version} in {planned.at}."
    yield Difference(
        kind="version",
        weight=weight,
        subject=found.name,
        here=f"{name} {found.version}, from {found.origin} ({found.path}).",
        clean=f"{name} {planned.value}: {planned.reason}.",
        consequence="What one version accepts another may refuse.",
        close=None if weight != "may-break" else pin if planned.at is None else both,
        at=planned.at,
    )


def _major(version: str) -> str:
    return version.partition(".")[0]
