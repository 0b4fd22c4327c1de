"""``package-lock.json`` and ``npm-shrinkwrap.json``, versions 1, 2 and 3 -> packages.

Format: ``npm help package-lock-json``. Version 2 carries both the tree of version 1 and
the flat ``packages`` of version 3; npm 7 and later read the latter.
"""

from __future__ import annotations

from typing import Any

from buildcheck.load.json_text import JsonError, parse
from buildcheck.load.locked import (
    Locked,
    LockError,
    host_of,
    hosts_of,
    mapping,
    peer_specs,
    required_names,
    required_peers,
    required_specs,
    text_map,
    text_or_none,
    texts,
)
from buildcheck.model.project import LockedPackage, Lockfile

_SECTIONS = ("peerDependencies", "optionalDependencies", "devDependencies", "dependencies")
_MODULES = "node_modules/"


def read_npm_lock(path: str, text: str) -> Locked:
    """Read the lockfile at ``path``.

    Raises:
        LockError: it is not one.
    """
    try:
        document = parse(text)
    except JsonError as error:
        raise LockError(str(error)) from error
    if not isinstance(document, dict):
        raise LockError("it is not a JSON object")
    flat = document.get("packages")
    importers = None
    manifests: dict[str, dict[str, Any]] = {}
    if isinstance(flat, dict):
        packages = tuple(_flat(flat))
        manifests = {place or ".": mapping(each) for place, each in flat.items() if _MODULES not in f"{place}/"}
        importers = {folder: _requires(each) for folder, each in manifests.items()}
    else:
        packages = tuple(_nested(mapping(document.get("dependencies"))))
    lockfile = Lockfile(
        manager="npm",
        path=path,
        format=str(document.get("lockfileVersion", "1")),
        packages=packages,
        hosts=hosts_of(packages),
        importers=importers,
        manifests=manifests,
        links=_links(mapping(flat)),
    )
    return Locked(lockfile, direct=_direct(packages, importers))


def _requires(entry: dict[str, Any]) -> dict[str, str]:
    """Give what a manifest requires; a name in several sections counts in the strongest, as npm has it."""
    found: dict[str, str] = {}
    for section in _SECTIONS:
        found |= text_map(entry.get(section))
    return found


def _links(packages: dict[str, Any]) -> dict[str, str]:
    """Give the folders that links lead to: workspace members, and ``file:`` requirements."""
    entries = ((place, mapping(each)) for place, each in packages.items())
    return {place: str(each.get("resolved") or ".") for place, each in entries if each.get("link")}


def _flat(packages: dict[str, Any]) -> list[LockedPackage]:
    found = []
    for place, entry in packages.items():
        if _MODULES in place and isinstance(entry, dict) and not entry.get("link"):
            name = text_or_none(entry.get("name")) or place.rpartition(_MODULES)[2]
            found.append(_package(name, place, entry, text_or_none(mapping(entry.get("engines")).get("node"))))
    return found


def _package(name: str, place: str, entry: dict[str, Any], engines_node: str | None) -> LockedPackage:
    # Version 3 writes true flags only, and hasInstallScript always when it is true; version 1 never writes it.
    return LockedPackage(
        name=name,
        version=text_or_none(entry.get("version")) or "",
        path=place,
        host=host_of(entry.get("resolved")) or host_of(entry.get("version")),
        wants_scripts=bool(entry.get("hasInstallScript")),
        engines_node=engines_node,
        os=texts(entry.get("os")),
        cpu=texts(entry.get("cpu")),
        # `devOptional` is neither: `npm ci --omit=dev` installs it, and only where a script of what is `optional` fails
        # does npm go on (Arborist).
        dev=bool(entry.get("dev")),
        optional=bool(entry.get("optional")),
        specs=required_specs(entry),
        peer_specs=peer_specs(entry),
        bundled=bool(entry.get("inBundle")),
        bundles=texts(entry.get("bundleDependencies")),
        bins=_bins(name, entry.get("bin")),
        requires=required_names(entry),
        peers=required_peers(entry),
    )


def _bins(name: str, value: object) -> tuple[str, ...]:
    """Give the commands: npm writes a table, and before version 7 the text that stands for the package's own name."""
    return (name.rpartition("/")[2],) if isinstance(value, str) else tuple(mapping(value))


def _nested(top: dict[str, Any]) -> list[LockedPackage]:
    """Walk the tree of version 1 with a stack: its depth is the file's choice."""
    found = []
    waiting = [("", top)]
    while waiting:
        above, entries = waiting.pop()
        for name, entry in entries.items():
            if not isinstance(entry, dict):
                continue
            place = f"{above}{_MODULES}{name}"
            found.append(
                LockedPackage(
                    name=name,
                    version=text_or_none(entry.get("version")) or "",
                    path=place,
                    host=host_of(entry.get("resolved")) or host_of(entry.get("version")),
                    dev=bool(entry.get("dev")),
                    optional=bool(entry.get("optional")),
                    requires=tuple(mapping(entry.get("requires"))),
                )
            )
            waiting.append((f"{place}/", mapping(entry.get("dependencies"))))
    return found


def _direct(
    packages: tuple[LockedPackage, ...], importers: dict[str, dict[str, str]] | None
) -> dict[str, dict[str, str]]:
    """Give what Node would find from each manifest's folder: its own ``node_modules`` first, then the root's."""
    by_place = {each.path: each.version for each in packages}
    direct: dict[str, dict[str, str]] = {}
    for folder, requires in (importers or {}).items():
        own = "" if folder == "." else f"{folder}/"
        for name in requires:
            version = by_place.get(f"{own}{_MODULES}{name}") or by_place.get(f"{_MODULES}{name}")
            if version:
                direct.setdefault(folder, {})[name] = version
    return direct
