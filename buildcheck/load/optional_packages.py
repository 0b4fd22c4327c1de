"""Which packages of a lockfile only optional requirements lead to, where its format does not say so of each.

An install passes over them where they don't fit, with all that nothing else wants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from buildcheck.model.project import LockedPackage


class Needs(NamedTuple):
    """What a package must have beside itself, and what it takes where that can be had. All are named by what tells the
    packages of the lockfile apart: their names, or more where it says which version each one gets."""

    name: str
    required: Collection[str]
    optional: Collection[str]


def optional_names(needs: Iterable[Needs], asked: Collection[str] | None) -> frozenset[str]:
    """Give the names that only optional requirements lead to. ``asked`` are those that the project itself requires;
    ``None`` where the lockfile does not say: then what nobody else wants is taken for asked."""
    required: dict[str, set[str]] = defaultdict(set)
    every: dict[str, set[str]] = defaultdict(set)
    taken: set[str] = set()
    for each in needs:
        required[each.name].update(each.required)
        every[each.name].update(each.required, each.optional)
        taken.update(each.optional)
    if asked is None:
        asked = every.keys() - set().union(*every.values())
    return _led_to(taken, every) - _led_to(asked, required)


def marked(packages: Iterable[tuple[str, LockedPackage]], optional: Collection[str]) -> tuple[LockedPackage, ...]:
    """Give the packages, with those whose names in `Needs` are ``optional`` marked as such."""
    return tuple(msgspec.structs.replace(each, optional=name in optional) for name, each in packages)


def _led_to(names: Iterable[str], needs: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return frozenset(found)
