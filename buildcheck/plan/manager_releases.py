"""The data file ``managers.toml`` -> the package manager releases that a plan may choose."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import semver

from buildcheck.model.project import ManagerName
from buildcheck.model.value import Value
from buildcheck.plan.ranges import satisfies


class ManagerRelease(Value, frozen=True, kw_only=True):
    """A release of a package manager; ``node`` is the range of Node versions that it runs on."""

    version: str
    node: str


@cache
def manager_releases(name: ManagerName) -> tuple[ManagerRelease, ...]:
    """Give the known releases of the manager ``name``, the newest first."""
    text = files("buildcheck.plan").joinpath("managers.toml").read_text(encoding="utf-8")
    found = [ManagerRelease(**entry) for entry in tomllib.loads(text)[name]]
    return tuple(sorted(found, key=lambda each: semver.Version.parse(each.version), reverse=True))


def newest_release(name: ManagerName, wanted: str, node: str) -> str | None:
    """Give the newest known release of ``name`` in the range ``wanted`` that runs on ``node``, failing that the newest
    in the range; ``None`` when none is in it."""
    fitting = [each for each in manager_releases(name) if satisfies(each.version, wanted)]
    running = [each for each in fitting if satisfies(node, each.node)]
    return next((each.version for each in (*running, *fitting)), None)
