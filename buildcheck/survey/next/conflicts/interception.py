"""Intercepting folders that climb above the root or stand for nothing (interception-routes.ts, since 13.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from buildcheck.model.next_app import Conflict
from buildcheck.model.value import At
from buildcheck.survey.next.names import is_dynamic, marker
from buildcheck.survey.next.structure import Structure


class Interception(NamedTuple):
    """``target`` is the address that is intercepted, ``None`` where the folders climb above the root."""

    sign: str
    start: str
    target: str | None


def interception(url: str) -> Interception | None:
    """Read an address with an intercepting segment; ``None`` where it has none."""
    sign = next((found for each in url.split("/") if (found := marker(each))), None)
    if sign is None:
        return None
    start, _, rest = url.partition(sign)
    rest = rest.partition(sign)[0]
    base = [each for each in start.split("/") if each]
    climbs = {"(.)": 0, "(..)": 1, "(..)(..)": 2, "(...)": len(base)}[sign]
    if not rest or climbs > len(base):
        return Interception(sign, start, None)
    return Interception(sign, start, "/" + "/".join([*base[: len(base) - climbs], rest]))


class Pattern(NamedTuple):
    """An address as strict matching compares it: its segments (``None``: any text), how short it may be, and whether it
    may go on."""

    prefix: tuple[str | None, ...]
    shortest: int
    unbounded: bool

    def accepts(self, length: int) -> bool:
        """Whether an address of so many segments may match."""
        return length >= self.shortest if self.unbounded else length == self.shortest


def pattern(url: str) -> Pattern:
    """Read an address (``parseRoutePattern`` in interception-routes.ts of 16.4)."""
    segments = [each for each in url.split("/") if each]
    last = segments[-1] if segments else ""
    optional = last.startswith("[[...") and last.endswith("]]")
    unbounded = optional or (last.startswith("[...") and last.endswith("]"))
    fixed = segments[:-1] if unbounded else segments
    prefix = tuple(None if is_dynamic(each) else each for each in fixed)
    return Pattern(prefix, len(fixed) + (unbounded and not optional), unbounded)


def covered(target: Pattern, patterns: Sequence[Pattern]) -> bool:
    """Whether ``patterns`` answer every address of ``target`` (``isRoutePatternCovered``)."""
    if not target.unbounded:
        return any(each.accepts(target.shortest) and _covers(each, target) for each in patterns)
    starts = [max(target.shortest, each.shortest) for each in patterns if each.unbounded and _covers(each, target)]
    if not starts:
        return False
    shorter = range(target.shortest, min(starts))
    return all(any(each.accepts(length) and _covers(each, target) for each in patterns) for length in shorter)


def _covers(canonical: Pattern, target: Pattern) -> bool:
    return all(
        segment is None or (place < len(target.prefix) and target.prefix[place] == segment)
        for place, segment in enumerate(canonical.prefix)
    )


def interception_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the intercepting routes that the build refuses."""
    if structure.version < (13, 3, 0):
        return
    for route in structure.of("app"):
        found = interception(route.url)
        if found is not None and found.target is None:
            yield Conflict(
                check="interception-invalid",
                places=(At(path=route.path),),
                fate="refused",
                url=route.url,
                names=(found.sign,),
            )
