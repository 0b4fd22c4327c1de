"""What every lockfile reader gives, and the small facts about URLs and odd values that they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from buildcheck.model.project import LockedPackage, Lockfile, Requirement

_DEFAULT_PORTS = {"http": 80, "https": 443, "ssh": 22, "git": 9418}


class LockError(Exception):
    """The text is not what this lockfile format looks like."""


class Locked(NamedTuple):
    """A lockfile with what it fixes for each manifest: ``direct`` by folder and name, ``by_spec`` by ``name@spec``."""

    lockfile: Lockfile
    direct: Mapping[str, Mapping[str, str]] = {}
    by_spec: Mapping[str, str] = {}

    def version(self, folder: str, requirement: Requirement) -> str | None:
        """Give the locked version of what the manifest in ``folder`` (relative to the install root) requires."""
        exact = self.direct.get(folder, {}).get(requirement.name)
        exact = exact or self.by_spec.get(f"{requirement.name}@{requirement.spec}")
        return exact or next(iter(self.lockfile.versions(requirement.name)), None)


def host_of(url: object) -> str | None:
    """Give the ``host[:port]`` that ``url`` is downloaded from, ``None`` for what is no URL. Credentials are dropped.

    Ports that the scheme implies are left out. ``git@host:path`` is understood as git does (git-clone(1)).
    """
    if not isinstance(url, str):
        return None
    text = url.removeprefix("git+")
    scp = re.fullmatch(r"[\w.-]+@([\w.-]+):(?!/).*", text)
    if scp:
        return scp[1].lower()
    if "://" not in text:
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme == "file":
        return None
    return host if port is None or port == _DEFAULT_PORTS.get(parts.scheme) else f"{host}:{port}"


def hosts_of(packages: Iterable[LockedPackage]) -> tuple[str, ...]:
    return tuple(sorted({each.host for each in packages if each.host}))


def mapping(value: object) -> dict[str, Any]:
    """Give ``value`` if it is a mapping, else an empty one: a lockfile's parts are as hostile as the rest."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> tuple[str, ...]:
    """Give the strings of a list, or the one string that stands for a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def text_map(value: object) -> dict[str, str]:
    """Give the entries of a mapping that are strings."""
    return {str(name): str(each) for name, each in mapping(value).items() if isinstance(each, str)}


def required_names(entry: dict[str, Any]) -> tuple[str, ...]:
    """Give the names that a package's entry depends on, optional ones as well."""
    return tuple(str(name) for key in ("dependencies", "optionalDependencies") for name in mapping(entry.get(key)))


def required_specs(entry: dict[str, Any]) -> dict[str, str]:
    """Give what a package's entry depends on, without what is optional, with the specifiers."""
    optional = text_map(entry.get("optionalDependencies"))
    return {name: spec for name, spec in text_map(entry.get("dependencies")).items() if name not in optional}


def peer_specs(entry: dict[str, Any]) -> dict[str, str]:
    """Give the peers of `required_peers` with their specifiers."""
    wanted = set(required_peers(entry))
    return {name: spec for name, spec in text_map(entry.get("peerDependencies")).items() if name in wanted}


def required_peers(entry: dict[str, Any]) -> tuple[str, ...]:
    """Give the names that a package's entry wants from whoever uses it, without those that it marks as optional."""
    marks = mapping(entry.get("peerDependenciesMeta"))
    optional = {name for name, mark in marks.items() if str(mapping(mark).get("optional")).lower() == "true"}
    return tuple(str(name) for name in mapping(entry.get("peerDependencies")) if name not in optional)


def text_or_none(value: object) -> str | None:
    return str(value) if isinstance(value, str) and value else None


def split_descriptor(descriptor: str) -> tuple[str, str]:
    """Split ``name@rest`` where the name may be scoped: ``@a/b@^1`` gives ``("@a/b", "^1")``."""
    at = descriptor.find("@", 1)
    return (descriptor, "") if at < 0 else (descriptor[:at], descriptor[at + 1 :])
