"""The files of a project -> the same as they may be given away: what was found to be secret in one of them is taken out
of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from buildcheck.bundle.blank import Blanker
from buildcheck.bundle.guard import Guard
from buildcheck.model.bundle import Blanked
from buildcheck.model.environment import Variable
from buildcheck.model.project import Framework


class Given(NamedTuple):
    """``contents`` by path, what was replaced in which of them, a ``guard`` that knows what was, and the paths of those
    that another machine would give away otherwise."""

    contents: dict[str, bytes]
    blanked: tuple[Blanked, ...]
    guard: Guard
    own: frozenset[str]


def given(
    contents: Mapping[str, bytes],
    framework: Framework | None,
    variables: Mapping[str, Variable],
    guard: Guard,
    seed: str,
) -> Given:
    """Give ``contents`` without secret values, as `Blanker` finds them; ``guard`` knows those of this machine."""
    first = Blanker(framework, variables, guard, seed)
    for path, content in contents.items():
        first.blank(path, content)
    # What is the name of something is no secret, and things are said about it by this name.
    names = "\n".join(contents)
    taken = {where: value for where, value in first.taken.items() if value not in names}
    second = Blanker(framework, variables, guard, seed, Guard(taken))
    found: dict[str, bytes] = {}
    told: list[Blanked] = []
    own: set[str] = set()
    for path, content in contents.items():
        found[path], blanked, machines = second.blank(path, content)
        own |= {path} if machines else set()
        if blanked is not None:
            told.append(blanked)
    return Given(found, tuple(told), guard.also(taken), frozenset(own))
