"""Project and Settings -> the hosts that each phase may reach, each with what needs it.

Registries come from the managers' own settings in the project and from the lockfile. A manager's built-in default
registry is not data of ours: the engine asks the manager for it. Hosts of well-known packages are in ``hosts.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from buildcheck.errors import UsageError
from buildcheck.model.plan import HostRule, Network
from buildcheck.model.settings import Settings
from buildcheck.model.value import Value
from buildcheck.plan.install import Setup
from buildcheck.plan.ranges import satisfies

_HOST = re.compile(r"(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]", re.ASCII)
_HOST_AND_PORT = re.compile(rf"(?P<host>{_HOST.pattern})(?::(?P<port>\d{{1,5}}))?", re.ASCII)
_REGISTRY_KEY = re.compile(r"regist|scopes", re.ASCII | re.IGNORECASE)
_PROTOCOL = re.compile(r"https?://", re.ASCII | re.IGNORECASE)


class KnownHost(Value, frozen=True, kw_only=True):
    """An entry of ``hosts.yaml``: ``host`` is needed by ``packages`` (``name`` or ``name@range``), as ``source`` says.
    ``when`` names a condition other than a package: ``google-fonts``."""

    host: str
    packages: tuple[str, ...] = ()
    when: str | None = None
    reason: str
    source: str


def choose_network(setup: Setup, settings: Settings) -> Network:
    """Give the network policy of a run.

    Raises:
        UsageError: an ``--allow-host`` is no host name.
    """
    return Network(
        mode=settings.network,
        registries=_unique(_registries(setup)),
        known=_unique(_known(setup)),
        allowed=_unique(_allowed(each) for each in settings.allow_hosts),
    )


def _unique(rules: Iterator[HostRule]) -> tuple[HostRule, ...]:
    """Keep the first rule of each host and port."""
    return tuple({(each.host, each.port): each for each in reversed(list(rules))}.values())[::-1]


def _registries(setup: Setup) -> Iterator[HostRule]:
    for setting in setup.project.settings:
        if setting.value and _REGISTRY_KEY.search(setting.key) and _PROTOCOL.match(setting.value):
            rule = _from_url(setting.value, f"{setting.key} in {setting.file}")
            if rule is not None:
                yield rule
    if setup.lockfile is not None:
        for each in setup.lockfile.hosts:
            rule = _from_url(f"//{each}", f"{setup.lockfile.path} downloads from it")
            if rule is not None:
                yield rule


def _from_url(url: str, reason: str) -> HostRule | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    return HostRule(host=host, port=port, reason=reason) if host and _HOST.fullmatch(host) else None


def _allowed(text: str) -> HostRule:
    match = _HOST_AND_PORT.fullmatch(text)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or port == 0 or (port or 0) > 65535:
        raise UsageError(
            f"--allow-host {text}: not a host.",
            why="It must be a host name, or *.name for every name below it, with :port if it is not 80 or 443.",
            do="Write for example --allow-host api.example.com.",
        )
    return HostRule(host=match["host"].lower(), port=port, reason="--allow-host")


@cache
def known_hosts() -> tuple[KnownHost, ...]:
    """Read ``hosts.yaml``."""
    import msgspec
    import yaml

    text = files("buildcheck.plan").joinpath("hosts.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[KnownHost, ...])


def _known(setup: Setup) -> Iterator[HostRule]:
    present = _present(setup)
    for known in known_hosts():
        needing = next((each for each in known.packages if _needs(each, present)), None)
        if needing is not None:
            yield HostRule(host=known.host, reason=f"{needing}: {known.reason}")
        elif known.when == "google-fonts" and setup.project.google_fonts:
            yield HostRule(host=known.host, reason=known.reason)


def _present(setup: Setup) -> dict[str, set[str]]:
    """Give the versions of every package that is locked, and the name of every one that is asked for."""
    found: dict[str, set[str]] = {each.name: set() for manifest in setup.manifests for each in manifest.requirements}
    for package in (setup.lockfile.packages if setup.lockfile else None) or ():
        found.setdefault(package.name, set()).add(package.version)
    return found


def _needs(entry: str, present: dict[str, set[str]]) -> bool:
    """Tell whether a package of ``hosts.yaml`` (``name`` or ``name@range``) is there; an unknown version may be in the
    range."""
    name, _, wanted = entry[1:].partition("@")
    name = entry[0] + name
    versions = present.get(name)
    if versions is None:
        return False
    return not wanted or not versions or any(satisfies(each, wanted) for each in versions)
