"""Yarn 2 and later: the lockfile holds each workspace as its manifest states it, and may not change by a letter.

Read off Yarn 4 (``Project.generateLockfile``, ``Manifest.exportTo``) and observed with Yarn 3 and 4 (``tests/locks``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from buildcheck.load.locked import mapping, split_descriptor, text_map
from buildcheck.model.project import Lockfile, Manifest, Project
from buildcheck.model.survey import LockDifference
from buildcheck.model.value import At
from buildcheck.survey.locks.specs import kind_of

_PLAIN = re.compile(r"(?:@[^/@]+/)?[^/@]+")
_STRENGTH = ("dependencies", "optionalDependencies", "devDependencies")
"""A name in several sections has the specifier of the last of these."""


def differences(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """Give what ``yarn install --immutable`` would change."""
    folders = set()
    for manifest in (project.root_manifest, *project.member_manifests):
        folder = posixpath.relpath(posixpath.dirname(manifest.path) or ".", project.install_root)
        folders.add(folder)
        recorded = lockfile.manifests.get(folder)
        if recorded is None:
            yield _workspace(manifest, f"the workspace {folder} is missing")
        else:
            yield from _manifest(manifest, recorded)
    yield from _resolutions(project.root_manifest, lockfile)
    for folder in sorted(lockfile.manifests.keys() - folders):
        yield LockDifference(of=project.root_manifest.path, name=folder, words=f"the workspace {folder} is gone")


def _workspace(manifest: Manifest, words: str) -> LockDifference:
    return LockDifference(of=manifest.path, name=manifest.name or manifest.path, words=words, at=manifest.at("name"))


def _manifest(manifest: Manifest, recorded: dict[str, Any]) -> Iterator[LockDifference]:
    name = str(recorded.get("resolution", "")).rpartition("@workspace:")[0]
    if manifest.name and name and name != manifest.name:
        yield _workspace(manifest, f"the workspace {name} is called {manifest.name} now")
    wanted = {each.name: each for section in _STRENGTH for each in manifest.requirements if each.section == section}
    peers = {each.name: each for each in manifest.requirements if each.section == "peerDependencies"}
    for key, requires in (("dependencies", wanted), ("peerDependencies", peers)):
        known = text_map(recorded.get(key))
        for each in requires.values():
            words = _difference(each.name, each.spec, known.get(each.name))
            if words:
                yield LockDifference(of=manifest.path, name=each.name, words=words, at=each.at)
        for gone in sorted(known.keys() - requires.keys()):
            yield LockDifference(of=manifest.path, name=gone, words=f"{gone} is no longer asked for")
    yield from _optional(manifest, recorded)


def _resolutions(manifest: Manifest, lockfile: Lockfile) -> Iterator[LockDifference]:
    """A resolution replaces the requirements of a package before they are looked up: with a plain name, all of them."""
    resolutions = text_map(manifest.raw.get("resolutions"))
    conditional = {name for name in resolutions if not _PLAIN.fullmatch(name)}
    if conditional or any(":" in each for each in resolutions.values()):
        return
    for name, spec in resolutions.items():
        used = any(split_descriptor(each)[0] == name for each in lockfile.descriptors)
        if used and f"{name}@{spec}" not in lockfile.descriptors:
            words = f"the resolution of {name} to {spec} is not in it"
            yield LockDifference(of=manifest.path, name=name, words=words, at=manifest.at("resolutions", name))
    for package in lockfile.packages or ():
        for name, spec in package.specs.items():
            descriptor = f"{name}@{_plain(resolutions.get(name, spec))}"
            if (
                kind_of(_plain(spec)) in ("range", "tag")
                and name not in resolutions
                and descriptor not in lockfile.descriptors
            ):
                words = f"{descriptor} is missing (wanted by {package.name} {package.version})"
                yield LockDifference(of=manifest.path, name=name, words=words)


def _difference(name: str, wanted: str, known: str | None) -> str | None:
    if known is None:
        return f"{name} is missing"
    # A patch is recorded with its place spelled out, a catalog with what it stands for.
    if "patch:" in wanted or kind_of(wanted) == "catalog":
        return None
    return None if _plain(wanted) == _plain(known) else f"{name} is recorded as {_plain(known)} and wanted as {wanted}"


def _plain(spec: str) -> str:
    """Drop the protocol that Yarn 4 writes before ranges and tags; that of an alias belongs to it."""
    bare = spec.removeprefix("npm:")
    return spec if "@" in bare else bare


def _optional(manifest: Manifest, recorded: dict[str, Any]) -> Iterator[LockDifference]:
    """Yarn records which requirements are optional, and what ``dependenciesMeta`` says of them."""
    meta = {name: dict(mapping(each)) for name, each in mapping(manifest.raw.get("dependenciesMeta")).items()}
    for each in manifest.requirements:
        if each.section == "optionalDependencies":
            meta.setdefault(each.name, {})["optional"] = True
    peers = mapping(manifest.raw.get("peerDependenciesMeta"))
    for key, wanted in (("dependenciesMeta", meta), ("peerDependenciesMeta", peers)):
        known = mapping(recorded.get(key))
        for name in sorted(wanted.keys() | known.keys()):
            if _marks(wanted.get(name)) != _marks(known.get(name)):
                at = next((each.at for each in manifest.requirements if each.name == name), At(path=manifest.path))
                words = f"{key} of {name} changed (optional, built or unplugged)"
                yield LockDifference(of=manifest.path, name=name, words=words, at=at)


def _marks(value: object) -> dict[str, bool]:
    return {key: str(each).lower() == "true" for key, each in mapping(value).items()}
