"""Commands that the project's scripts call and that this machine alone provides."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from buildcheck.differences.sides import Sides, weight_of
from buildcheck.model.dependencies import MissingCommand
from buildcheck.model.difference import Difference
from buildcheck.model.machine import CommandPlace


def command_differences(sides: Sides) -> Iterator[Difference]:
    """Give a difference for each of them, by the survey's judgement of what is declared."""
    places = {each.name: each for each in sides.machine.commands}
    for missing in sides.survey.missing_commands:
        place = places.get(missing.use.command)
        if place is not None and place.origin != "nowhere" and missing.supply in ("nowhere", "unknown"):
            yield _seen(_difference(missing, place), missing, sides)


def _seen(found: Difference, missing: MissingCommand, sides: Sides) -> Difference:
    """Say that an observed build ran the command, where one did."""
    used, use = sides.machine.used, missing.use
    program = used.program(use.command) if used is not None else None
    if program is None or not program.ran or use.downloads:
        return found
    by = f"`{program.scripts[0]}`" if program.scripts else "The observed build"
    return msgspec.structs.replace(found, weight="breaks", here=f"{found.here} {by} ran it.")


def _difference(missing: MissingCommand, place: CommandPlace) -> Difference:
    use = missing.use
    package = place.package or (use.providers[0] if use.providers else use.command)
    where = {
        "global": f"the global package {package} {place.version or ''}".rstrip(),
        "project": "a package in node_modules that nothing declares",
    }.get(place.origin, "the system")
    version = f'"^{place.version}"' if place.version else "the version that works"
    return Difference(
        kind="undeclared-global" if place.origin != "project" else "package",
        weight="changes" if use.downloads else weight_of(use.needed),
        subject=use.command,
        here=f"`{use.command}` is {where} ({place.path}).",
        clean=f"{missing.manifest} declares no package that provides it.",
        consequence="It is downloaded in whatever version is the latest."
        if use.downloads
        else f"The script `{use.script}` ends with `{use.command}: not found`.",
        close=f'Add "{package}": {version} to devDependencies of {missing.manifest}.',
        at=use.at,
    )
