"""Programs that scripts call and that this machine alone provides."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.factors.log import log_of, names_any
from buildcheck.factors.situation import Situation
from buildcheck.model.dependencies import MissingCommand
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, ExtraPackage, Factor, NotTried
from buildcheck.model.machine import CommandPlace, GlobalPackage

_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun", "corepack", "npx", "node"})


def command_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give one for each such program, and for each other global package that the failed log names."""
    places = {each.name: each for each in situation.machine.commands}
    missing = {each.use.command: each for each in situation.survey.missing_commands}
    taken = set()
    for found in situation.of("undeclared-global", "package"):
        if found.subject in missing and found.subject in places:
            place = places[found.subject]
            taken.add(place.package)
            yield _of_command(found, place, missing[found.subject])
    log = log_of(situation)
    for package in situation.machine.globals:
        if package.name not in taken | _MANAGERS and package.link is None:
            words = tuple(word for each in package.bins for word in _not_found(each))
            if names_any(words, log):
                yield _of_global(package, words)


def _of_command(found: Difference, place: CommandPlace, missing: MissingCommand) -> Factor | NotTried:
    name = place.package or next(iter(missing.use.providers), None)
    if name is None:
        return NotTried(difference=found, reason="It is a program of the system, and no package of the registry.")
    version = f" {place.version}" if place.version else ""
    origin = {"global": "installed globally", "project": "left over in node_modules"}.get(place.origin, "of the system")
    return Factor(
        kind=found.kind,
        subject=found.subject,
        change=Change(
            packages=(
                ExtraPackage(name=name, version=place.version, place="tree" if place.origin == "project" else "global"),
            )
        ),
        difference=found,
        because=f"`{found.subject}` is {origin} on this machine ({name}{version}), and {missing.manifest} does not "
        "declare it",
        given=f"{name}{version}",
        words=_not_found(found.subject),
    )


def _of_global(package: GlobalPackage, words: tuple[str, ...]) -> Factor:
    version = f" {package.version}" if package.version else ""
    return Factor(
        kind="undeclared-global",
        subject=package.name,
        change=Change(packages=(ExtraPackage(name=package.name, version=package.version, place="global"),)),
        difference=Difference(
            kind="undeclared-global",
            weight="may-break",
            subject=package.name,
            here=f"{package.name}{version} is installed globally.",
            clean="It is not there.",
            consequence="The log of the failed step asks for a program of it.",
            close=f'Add "{package.name}" to devDependencies.',
        ),
        because=f"{package.name}{version} is installed globally on this machine, and no manifest declares it",
        given=f"{package.name}{version}",
        words=words,
    )


def _not_found(command: str) -> tuple[str, ...]:
    """Give what shells and Node say where a program is missing (dash, bash, busybox, ``spawn``)."""
    return (
        f"{command}: not found",
        f"{command}: command not found",
        f"command not found: {command}",
        f"spawn {command} ENOENT",
        f"Command failed: {command}",
    )
