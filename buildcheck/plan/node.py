"""What the project says about Node, and the releases that exist -> the Node to build with.

The order of places is the documented one of the big hosts: the caller's own setting, ``engines.node``, ``.nvmrc``,
``.node-version``, then version managers' files (Railpack, "Node.js" page: ``engines.node``, ``.nvmrc``,
``.node-version``, ``mise.toml`` or ``.tool-versions``, else LTS; Vercel, "Supported Node.js versions":
``engines.node`` overrides the project setting; Netlify, "Manage build dependencies": ``.nvmrc`` and
``.node-version``). ``devEngines`` and a Dockerfile come last: no host reads them, but they say what the author runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import semver

from buildcheck.errors import UsageError
from buildcheck.model.plan import Choice
from buildcheck.model.project import NodePin, Project
from buildcheck.plan.catalogue import NodeRelease
from buildcheck.plan.minimum import Minimum, node_minimum
from buildcheck.plan.ranges import lowest, parse_range, parse_version, satisfies

_ORDER = (
    "engines.node",
    ".nvmrc",
    ".node-version",
    "volta.node",
    "mise.toml",
    ".tool-versions",
    "devEngines.runtime",
    "Dockerfile",
)
_NEWEST = frozenset({"node", "latest", "current", "stable"})


def choose_node(
    project: Project, setting: str | None, releases: Sequence[NodeRelease]
) -> tuple[Choice, tuple[Choice, ...]]:
    """Choose the Node version (exact) and give the remarks that the choice deserves.

    Raises:
        UsageError: ``setting`` (``--node``) is no version or range, or no known release is in it.
    """
    minimum = node_minimum(project)
    if setting is not None:
        chosen = _from_setting(setting, releases)
        return chosen, _shortfall(chosen, minimum)
    remarks: list[Choice] = []
    for pin in sorted(project.node_pins, key=lambda each: _rank(each.by)):
        if _follows_newest(pin):
            continue
        version = resolve(_wanted(pin), releases)
        if version is None:
            remarks.append(_ignored(pin))
            continue
        chosen = Choice(value=version, reason=f"{pin.by} asks for `{pin.value}`", at=pin.at)
        return chosen, (*remarks, *_others(project.node_pins, pin, version, releases), *_shortfall(chosen, minimum))
    return _default(minimum, releases), tuple(remarks)


def resolve(wanted: str, releases: Sequence[NodeRelease]) -> str | None:
    """Give the exact version that ``wanted`` (a version, an npm range or an alias of nvm) stands for.

    An exact version is taken as it stands, known or not: the registry keeps the binaries of old releases. In a range,
    the newest long-term-support line wins (hosts do not put a project on an odd or a fresh line by itself); a range
    that no known release is in gives its lowest version. ``None`` when the text says nothing, or asks for a release
    newer than all.
    """
    text = wanted.strip()
    if (alias := _alias(text.lower(), releases)) is not None:
        return alias
    exact = parse_version(text)
    if exact is not None:
        return str(exact) if exact.major <= _newest(releases).major else None
    if not text or parse_range(text) is None:
        return None
    fitting = [each for each in releases if satisfies(each.version, text)]
    if fitting:
        return _preferred(fitting).version
    bottom = lowest(text)
    return str(bottom) if bottom is not None and bottom < _newest(releases) else None


def _alias(text: str, releases: Sequence[NodeRelease]) -> str | None:
    """Read nvm's words: ``node``, ``lts/*``, ``lts/jod``, ``lts``."""
    if text in _NEWEST:
        return releases[0].version
    if text in ("lts", "lts/*", "--lts"):
        return _preferred(releases).version
    name = text.removeprefix("lts/")
    return next((each.version for each in releases if each.code_name and each.code_name.lower() == name), None)


def _newest(releases: Sequence[NodeRelease]) -> semver.Version:
    return semver.Version.parse(releases[0].version)


def _preferred(releases: Sequence[NodeRelease]) -> NodeRelease:
    return next((each for each in releases if each.lts), releases[0])


def _rank(by: str) -> int:
    return _ORDER.index(by) if by in _ORDER else len(_ORDER)


def _wanted(pin: NodePin) -> str:
    """Give what a pin asks for; an image's tag (``20-alpine``) says more than the version."""
    return pin.value.partition("-")[0] if pin.by == "Dockerfile" else pin.value


def _follows_newest(pin: NodePin) -> bool:
    """Tell whether an image's tag is one that moves with the newest release (``node:latest``): it is what stands there
    when nobody chose, and no wish to be put on a line that is no long-term-support one."""
    return pin.by == "Dockerfile" and _wanted(pin).lower() in _NEWEST


def _from_setting(setting: str, releases: Sequence[NodeRelease]) -> Choice:
    version = resolve(setting, releases)
    if version is None:
        raise UsageError(
            f"--node {setting}: no such Node release is known.",
            why="It is no version, range or alias such as lts/*, or it asks for a release newer than all known.",
            do=f"Name a version up to {releases[0].version}, for example --node {_preferred(releases).version}.",
        )
    return Choice(value=version, reason=f"--node {setting}")


def _default(minimum: Minimum | None, releases: Sequence[NodeRelease]) -> Choice:
    """Without a pin: the newest long-term-support release, as hosts do, that the framework can run on.

    Vercel's default is the first of its `NODE_VERSIONS` (24.x in @vercel/build-utils 14.21), Railpack's is ``lts``.
    """
    fitting = [each for each in releases if minimum is None or satisfies(each.version, minimum.range)]
    chosen = _preferred(fitting or releases)
    line = chosen.version.partition(".")[0]
    reason = f"the project names no Node version, and Node {line} is the newest long-term-support line, which hosts use"
    if minimum is not None and satisfies(chosen.version, minimum.range):
        reason += f"; it satisfies `{minimum.range}` of {minimum.package}"
    return Choice(value=chosen.version, reason=reason)


def _ignored(pin: NodePin) -> Choice:
    return Choice(value=pin.value, reason=f"{pin.by} says `{pin.value}`, which names no known Node release", at=pin.at)


def _others(
    pins: Sequence[NodePin], used: NodePin, version: str, releases: Sequence[NodeRelease]
) -> tuple[Choice, ...]:
    """Name the pins that ask for another Node than the one that was chosen."""
    return tuple(
        Choice(
            value=pin.value,
            reason=f"{pin.by} asks for `{pin.value}`, but {used.by} comes first and gives {version}",
            at=pin.at,
        )
        for pin in pins
        if pin is not used and _differs(_wanted(pin), version, releases)
    )


def _differs(wanted: str, version: str, releases: Sequence[NodeRelease]) -> bool:
    if parse_range(wanted.strip()) is not None:
        return not satisfies(version, wanted.strip())
    return resolve(wanted, releases) not in (None, version)


def _shortfall(chosen: Choice, minimum: Minimum | None) -> tuple[Choice, ...]:
    """Say that the chosen Node is below what the framework demands; a host would use it all the same."""
    if minimum is None or satisfies(chosen.value, minimum.range):
        return ()
    reason = f"{minimum.package} demands Node `{minimum.range}`, and {chosen.value} ({chosen.reason}) is not in it"
    return (Choice(value=minimum.range, reason=reason, at=chosen.at),)
