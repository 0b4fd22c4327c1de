"""``bun.lock`` -> packages: JSON with trailing commas. The binary ``bun.lockb`` is recognised, not read.

Source: https://bun.com/docs/pm/lockfile and ``BunLockFile`` in bun's own type declarations. A package is an array: what
was resolved, the tarball's address when it is not the default registry's, its facts, its integrity.
"""

from __future__ import annotations

from typing import Any

from buildcheck.load.json_text import JsonError, parse_with_comments
from buildcheck.load.locked import (
    Locked,
    LockError,
    host_of,
    hosts_of,
    mapping,
    required_names,
    required_specs,
    split_descriptor,
    text_map,
    texts,
)
from buildcheck.load.optional_packages import Needs, marked, optional_names
from buildcheck.model.project import LockedPackage, Lockfile

_SECTIONS = ("peerDependencies", "optionalDependencies", "devDependencies", "dependencies")


def binary_bun_lock(path: str) -> Locked:
    """Give what can be said about a ``bun.lockb``: that it is there."""
    return Locked(Lockfile(manager="bun", path=path, format="binary"))


def read_bun_lock(path: str, text: str) -> Locked:
    """Read the lockfile at ``path``.

    Raises:
        LockError: it is not one.
    """
    try:
        lock = parse_with_comments(text)
    except JsonError as error:
        raise LockError(str(error)) from error
    if not isinstance(lock, dict) or "lockfileVersion" not in lock:
        raise LockError("it has no lockfileVersion")
    entries = {key: each for key, each in mapping(lock.get("packages")).items() if _resolved(each)}
    found = {key: package for key, each in entries.items() if (package := _package(each)) is not None}
    # The shorter key is nearer the top of the tree: "a" is hoisted, "b/a" is b's own.
    listed = tuple(found[key] for key in sorted(found, key=lambda key: key.count("/")))
    workspaces = {folder or ".": mapping(each) for folder, each in mapping(lock.get("workspaces")).items()}
    packages = marked(((each.name, each) for each in listed), _optional(entries, workspaces))
    lockfile = Lockfile(
        manager="bun",
        path=path,
        format=f"text-{lock['lockfileVersion']}",
        packages=packages,
        hosts=hosts_of(packages),
        importers={folder: _requires(each) for folder, each in workspaces.items()},
        manifests=workspaces,
        places={key: entries[key][0] for key in entries},
        records={key: each for key, each in lock.items() if key not in ("workspaces", "packages")},
        # https://bun.com/reference/bun/BunLockFile/configVersion: isolated from 1 on, in workspaces.
        isolates=lock.get("configVersion") not in (None, 0),
    )
    return Locked(lockfile, direct=_direct(found, workspaces))


def _requires(workspace: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for section in _SECTIONS:
        found |= text_map(workspace.get(section))
    return found


def _resolved(entry: object) -> str | None:
    return entry[0] if isinstance(entry, list) and entry and isinstance(entry[0], str) else None


def _package(entry: list[Any]) -> LockedPackage | None:
    name, version = split_descriptor(entry[0])
    if version.startswith(("workspace:", "link:", "root:")):
        return None
    facts = _facts(entry)
    return LockedPackage(
        name=name,
        version=version,
        host=host_of(entry[1] if len(entry) > 1 else None) or host_of(version),
        os=texts(facts.get("os")),
        cpu=texts(facts.get("cpu")),
        bins=_bins(name, facts),
        requires=required_names(facts),
        bundled=facts.get("bundled") is True,
        peers=_peers(facts),
    )


def _optional(entries: dict[str, list[Any]], workspaces: dict[str, dict[str, Any]]) -> frozenset[str]:
    needs = [_needs(split_descriptor(each[0])[0], _facts(each)) for each in entries.values()]
    own = [_needs("", each) for each in workspaces.values()]
    asked = {name for each in own for name in each.required} | {
        name for each in workspaces.values() for name in mapping(each.get("devDependencies"))
    }
    return optional_names([*needs, *own], asked)


def _needs(name: str, facts: dict[str, Any]) -> Needs:
    """Bun installs peers, too, those that are not optional."""
    return Needs(name, {*required_specs(facts), *_peers(facts)}, tuple(mapping(facts.get("optionalDependencies"))))


def _peers(facts: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        each for each in mapping(facts.get("peerDependencies")) if each not in texts(facts.get("optionalPeers"))
    )


def _facts(entry: list[Any]) -> dict[str, Any]:
    return next((each for each in entry[1:] if isinstance(each, dict)), {})


def _bins(name: str, facts: dict[str, Any]) -> tuple[str, ...] | None:
    """Give the commands, ``None`` where only the folder is named that holds them."""
    value = facts.get("bin")
    if isinstance(value, str):
        return (name.rpartition("/")[2],)
    return None if "binDir" in facts else tuple(mapping(value))


def _direct(found: dict[str, LockedPackage], workspaces: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Give what each workspace gets: ``workspace-name/package`` where it has its own, else the hoisted one."""
    direct: dict[str, dict[str, str]] = {}
    for folder, workspace in workspaces.items():
        for name in _requires(workspace):
            package = found.get(f"{workspace.get('name')}/{name}") or found.get(name)
            if package is not None:
                direct.setdefault(folder, {})[name] = package.version
    return direct
