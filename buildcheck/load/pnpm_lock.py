"""``pnpm-lock.yaml``, formats 5.x to 9.0 -> packages.

Format: https://github.com/pnpm/spec/tree/master/lockfile. From pnpm 11 on the file may begin with a document about
pnpm itself; the last document is the project's (https://pnpm.io/lockfile).
"""

from __future__ import annotations

import re
from typing import Any

from buildcheck.load.locked import (
    Locked,
    LockError,
    host_of,
    hosts_of,
    mapping,
    required_names,
    required_peers,
    text_map,
    text_or_none,
    texts,
)
from buildcheck.load.yaml_text import YamlError, document
from buildcheck.model.project import LockedPackage, Lockfile

_SECTIONS = ("optionalDependencies", "devDependencies", "dependencies")
# 5.x: /@scope/name/1.0.0_peers, 6.0: /@scope/name@1.0.0(peers), 9.0: @scope/name@1.0.0; a host may come first.
_OLD_KEY = re.compile(r"^(?P<host>[^/@]+\.[^/]+)?/(?P<name>(?:@[^/]+/)?[^/@]+)/(?P<version>[^/]+)$")
_KEY = re.compile(r"^(?:(?P<host>[^/@]+\.[^/]+)?/)?(?P<name>(?:@[^/@]+/)?[^/@]+)@(?P<version>.+)$")


def read_pnpm_lock(path: str, text: str) -> Locked:
    """Read the lockfile at ``path``.

    Raises:
        LockError: it is not one.
    """
    try:
        lock = document(text)
    except YamlError as error:
        raise LockError(str(error)) from error
    if "lockfileVersion" not in lock:
        raise LockError("it has no lockfileVersion")
    version = str(lock["lockfileVersion"])
    importers = mapping(lock.get("importers")) or {".": lock}
    packages = tuple(_packages(lock, records_builds=version.startswith(("5", "6"))))
    lockfile = Lockfile(
        manager="pnpm",
        path=path,
        format=version,
        packages=packages,
        hosts=hosts_of(packages),
        importers={folder: _specifiers(mapping(each)) for folder, each in importers.items()},
        manifests={folder: mapping(each) for folder, each in importers.items()},
        records={key: each for key, each in lock.items() if key not in ("importers", "packages", "snapshots")},
    )
    return Locked(lockfile, direct={folder: _versions(mapping(each)) for folder, each in importers.items()})


def _specifiers(importer: dict[str, Any]) -> dict[str, str]:
    """Give name -> specifier: ``specifiers`` in 5.x, beside the version since 6.0."""
    found = text_map(importer.get("specifiers"))
    for section in _SECTIONS:
        for name, each in mapping(importer.get(section)).items():
            specifier = text_or_none(mapping(each).get("specifier"))
            if specifier:
                found[name] = specifier
    return found


def _versions(importer: dict[str, Any]) -> dict[str, str]:
    found = {}
    for section in _SECTIONS:
        for name, each in mapping(importer.get(section)).items():
            version = each if isinstance(each, str) else text_or_none(mapping(each).get("version"))
            if version and not version.startswith(("link:", "file:")):
                found[name] = _bare(version)
    return found


def _bare(version: str) -> str:
    """Drop the peers from a version, and the name from that of an alias: ``/react@18.2.0(x@1)`` gives ``18.2.0``."""
    version = version.partition("(")[0].partition("_")[0]
    match = _OLD_KEY.match(version) or _KEY.match(version)
    return match["version"] if match and "://" not in version else version


def _packages(lock: dict[str, Any], *, records_builds: bool) -> list[LockedPackage]:
    found: dict[tuple[str, str], LockedPackage] = {}
    needs, optional = _needs(lock), _optional(lock)
    for key, each in mapping(lock.get("packages")).items():
        entry = mapping(each)
        name, version, host = _identity(key, entry)
        found.setdefault(
            (name, version),
            LockedPackage(
                name=name,
                version=version,
                host=_host(entry) or host,
                wants_scripts=entry.get("requiresBuild") == "true" if records_builds else None,
                engines_node=text_or_none(mapping(entry.get("engines")).get("node")),
                os=texts(entry.get("os")),
                cpu=texts(entry.get("cpu")),
                dev=entry["dev"] == "true" if "dev" in entry else None,
                optional=entry["optional"] == "true" if "optional" in entry else optional.get(key.partition("(")[0]),
                # Which commands it has is not recorded, only that it has some.
                bins=None if "hasBin" in entry else (),
                requires=needs.get(key, required_names(entry)),
                peers=required_peers(entry),
            ),
        )
    return list(found.values())


def _needs(lock: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Give what each package depends on: in 9.0 beside the packages, once for each set of peers."""
    snapshots = mapping(lock.get("snapshots"))
    return {str(key).partition("(")[0]: required_names(mapping(each)) for key, each in snapshots.items()}


def _optional(lock: dict[str, Any]) -> dict[str, bool]:
    """Tell of each package whether only optional requirements lead to it: in 9.0 beside the packages, where every set
    of peers says so."""
    found: dict[str, bool] = {}
    for key, each in mapping(lock.get("snapshots")).items():
        name = str(key).partition("(")[0]
        found[name] = found.get(name, True) and mapping(each).get("optional") == "true"
    return found


def _identity(key: str, entry: dict[str, Any]) -> tuple[str, str, str | None]:
    """Give name, version and host of a package. Those that come from no registry state their name and version."""
    plain = key.partition("(")[0]
    match = _OLD_KEY.match(plain) or _KEY.match(plain)
    name = text_or_none(entry.get("name")) or (match["name"] if match else plain)
    version = text_or_none(entry.get("version")) or (match["version"] if match else "")
    version = version if "://" in version else version.partition("_")[0]
    return name, version, match["host"] if match else host_of(version)


def _host(entry: dict[str, Any]) -> str | None:
    resolution = mapping(entry.get("resolution"))
    return host_of(resolution.get("tarball")) or host_of(resolution.get("repo"))
