"""``yarn.lock`` of Yarn 2 and later -> packages: YAML with a ``__metadata`` entry that tells its version.

Source: https://github.com/yarnpkg/berry/blob/master/packages/yarnpkg-core/sources/Project.ts (generateLockfile)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from buildcheck.load.locked import (
    Locked,
    LockError,
    host_of,
    hosts_of,
    mapping,
    required_names,
    required_peers,
    required_specs,
    split_descriptor,
    text_map,
    text_or_none,
)
from buildcheck.load.optional_packages import Needs, marked, optional_names
from buildcheck.load.yaml_text import YamlError, document
from buildcheck.model.project import LockedPackage, Lockfile

_ARCHIVE = re.compile(r"__archiveUrl=([^&]+)")
_CONDITION = re.compile(r"\b(os|cpu)=([\w!.-]+)")


def read_yarn_berry(path: str, text: str) -> Locked:
    """Read the lockfile at ``path``.

    Raises:
        LockError: it is not one.
    """
    try:
        lock = document(text)
    except YamlError as error:
        raise LockError(str(error)) from error
    metadata = mapping(lock.get("__metadata"))
    if "version" not in metadata:
        raise LockError("it has no __metadata.version")
    entries = {key: mapping(each) for key, each in lock.items() if key != "__metadata"}
    listed = ((str(each.get("resolution")), _package(each)) for each in entries.values() if not _workspace(each))
    packages = marked(listed, _optional(entries))
    by_spec = _by_spec(entries)
    manifests = {folder: each for each in entries.values() if (folder := _workspace(each))}
    lockfile = Lockfile(
        manager="yarn",
        path=path,
        format=str(metadata["version"]),
        packages=packages,
        hosts=hosts_of(packages),
        importers={folder: _requires(each) for folder, each in manifests.items()},
        manifests=manifests,
        descriptors=frozenset(by_spec),
    )
    return Locked(lockfile, by_spec=by_spec)


def _workspace(entry: dict[str, Any]) -> str | None:
    """Give the folder of a workspace's entry, ``None`` for any other: ``web@workspace:apps/web``."""
    reference = split_descriptor(str(entry.get("resolution", "")))[1]
    return reference.removeprefix("workspace:") or "." if reference.startswith("workspace:") else None


def _requires(entry: dict[str, Any]) -> dict[str, str]:
    return {name: _plain(spec) for name, spec in text_map(entry.get("dependencies")).items()}


def _plain(spec: str) -> str:
    """Give a range as a manifest states it: Yarn 4 writes ``npm:^1.0.0`` for ``^1.0.0``, but an alias has a name."""
    bare = spec.removeprefix("npm:")
    return spec if "@" in bare else bare


def _package(entry: dict[str, Any]) -> LockedPackage:
    name, reference = split_descriptor(str(entry.get("resolution", "")))
    archive = _ARCHIVE.search(reference)
    conditions = _CONDITION.findall(str(entry.get("conditions", "")))
    return LockedPackage(
        name=name,
        version=text_or_none(entry.get("version")) or "",
        host=host_of(unquote(archive[1])) if archive else host_of(reference),
        os=tuple(value for key, value in conditions if key == "os"),
        cpu=tuple(value for key, value in conditions if key == "cpu"),
        specs=required_specs(entry),
        bins=tuple(mapping(entry.get("bin"))),
        requires=required_names(entry),
        peers=required_peers(entry),
    )


def _optional(entries: dict[str, dict[str, Any]]) -> frozenset[str]:
    names = {each: str(entry.get("resolution")) for key, entry in entries.items() for each in _descriptors(key)}
    own = [_needs(each, names) for each in entries.values() if _workspace(each)]
    others = [_needs(each, names) for each in entries.values() if not _workspace(each)]
    return optional_names([*own, *others], {name for each in own for name in each.required})


def _needs(entry: dict[str, Any], names: dict[str, str]) -> Needs:
    """Yarn lists what is optional among the dependencies, and marks it in ``dependenciesMeta``."""
    marks = mapping(entry.get("dependenciesMeta"))
    optional = {name for name, mark in marks.items() if str(mapping(mark).get("optional")).lower() == "true"}
    found = {name: f"{name}@{_plain(spec)}" for name, spec in text_map(entry.get("dependencies")).items()}
    required = {names.get(text, text) for name, text in found.items() if name not in optional}
    taken = {names.get(text, text) for name, text in found.items() if name in optional}
    return Needs(str(entry.get("resolution")), required, taken)


def _descriptors(key: str) -> Iterator[str]:
    """Give the requirements that an entry's key lists, as manifests state them."""
    for descriptor in key.split(", "):
        name, spec = split_descriptor(descriptor)
        yield f"{name}@{_plain(spec)}"


def _by_spec(entries: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {each: str(entry.get("version", "")) for key, entry in entries.items() for each in _descriptors(key)}
