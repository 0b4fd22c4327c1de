"""Bun: the lockfile must meet what each manifest requires, and hold nothing that nobody requires any more.

Observed with Bun 1.3 and 1.4 (``tests/locks``); https://bun.com/docs/pm/lockfile. Bun does not mind another specifier
as long as the locked version is in it. From 1.4 on it compares overrides and catalogs as they are written.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from buildcheck.load.locked import mapping, split_descriptor, text_map
from buildcheck.model.project import Lockfile, Manifest, Project, Requirement
from buildcheck.model.survey import LockDifference
from buildcheck.plan.ranges import parse_version, satisfies
from buildcheck.survey.locks.specs import kind_of, range_of

_STRENGTH = ("peerDependencies", "optionalDependencies", "dependencies", "devDependencies")
_EXACT = ">=1.4.0"
_LOOSE = "<1.4.0"


def differences(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """Give what ``bun install --frozen-lockfile`` would change."""
    overridden = _overrides(project.root_manifest)
    for manifest in (project.root_manifest, *project.member_manifests):
        folder = posixpath.relpath(posixpath.dirname(manifest.path) or ".", project.install_root)
        recorded = lockfile.manifests.get(folder)
        if recorded is None or (folder != "." and recorded.get("name") != manifest.name):
            missing = f"the workspace package {manifest.name or folder} is missing"
            yield LockDifference(of=manifest.path, name=folder, words=missing, at=manifest.at("name"))
            continue
        wanted = _wanted(manifest)
        for each in wanted.values():
            spec = overridden.get(each.name, each.spec)
            words = _difference(each, spec, str(recorded.get("name")), project, lockfile)
            if words:
                yield LockDifference(of=manifest.path, name=each.name, words=words, at=each.at)
        yield from _left_over(manifest, (lockfile.importers or {}).get(folder, {}).keys() - wanted.keys(), lockfile)
    members = {posixpath.dirname(each.path) or "." for each in (project.root_manifest, *project.member_manifests)}
    for folder in sorted(
        lockfile.manifests.keys() - {posixpath.relpath(each, project.install_root) for each in members}
    ):
        words = f"the workspace {folder} is gone"
        yield LockDifference(of=project.root_manifest.path, name=folder, words=words, versions=_LOOSE)
    yield from _exact(project, lockfile, overridden)


def _wanted(manifest: Manifest) -> dict[str, Requirement]:
    """Give the requirements by name; optional peers are not installed."""
    meta = mapping(manifest.raw.get("peerDependenciesMeta"))
    found: dict[str, Requirement] = {}
    for section in _STRENGTH:
        for each in manifest.requirements:
            optional = section == "peerDependencies" and mapping(meta.get(each.name)).get("optional")
            if each.section == section and not optional:
                found[each.name] = each
    return found


def _difference(
    requirement: Requirement, spec: str, workspace: str, project: Project, lockfile: Lockfile
) -> str | None:
    name = requirement.name
    resolved = lockfile.places.get(f"{workspace}/{name}") or lockfile.places.get(name)
    if resolved is None:
        return f"{name} is missing"
    if kind_of(spec) == "catalog":
        spec = _catalog(project.root_manifest, spec.removeprefix("catalog:").strip()).get(name, "")
    package, version = split_descriptor(resolved)
    target = split_descriptor(spec.removeprefix("npm:"))[0] if spec.startswith("npm:") else name
    wanted = range_of(spec)
    if wanted is None or parse_version(version) is None:
        return None
    fits = package == target and satisfies(version, wanted)
    # A peer that does not fit is only warned of.
    if fits or requirement.section == "peerDependencies":
        return None
    return f"{name} is locked at {version if package == name else resolved} and wanted at {spec}"


def _left_over(manifest: Manifest, gone: set[str], lockfile: Lockfile) -> Iterator[LockDifference]:
    """What is no longer asked for only matters where nothing else keeps it in the lockfile."""
    kept = {name for each in lockfile.packages or () for name in (*(each.requires or ()), *(each.peers or ()))}
    kept |= {name for requires in (lockfile.importers or {}).values() for name in requires} - gone
    members = {str(each.get("name")) for each in lockfile.manifests.values()}
    for name in sorted(gone - kept - members):
        yield LockDifference(of=manifest.path, name=name, words=f"{name} is no longer asked for")


def _exact(project: Project, lockfile: Lockfile, overridden: dict[str, str]) -> Iterator[LockDifference]:
    """Compare overrides and catalogs, which Bun records: by what is locked up to 1.3, letter for letter from 1.4 on."""
    manifest = project.root_manifest
    known = text_map(lockfile.records.get("overrides"))
    for name in sorted(overridden.keys() | known.keys()):
        wanted = overridden.get(name)
        at = manifest.at("overrides") if "overrides" in manifest.raw else manifest.at("resolutions")
        if wanted != known.get(name):
            words = f"the override of {name} is recorded as {known.get(name)} and set to {wanted}"
            yield LockDifference(of=manifest.path, name=name, words=words, at=at, versions=_EXACT)
        spec = range_of(wanted or "")
        if spec is not None and any(not satisfies(each, spec) for each in lockfile.versions(name)):
            words = f"{name} is locked at {lockfile.versions(name)[0]} and overridden to {wanted}"
            yield LockDifference(of=manifest.path, name=name, words=words, at=at, versions=_LOOSE)
    catalogs = {"": mapping(lockfile.records.get("catalog")), **mapping(lockfile.records.get("catalogs"))}
    for catalog, entries in catalogs.items():
        now = _catalog(manifest, catalog)
        for name, spec in text_map(entries).items():
            if now.get(name) != spec:
                words = f"the catalog has {now.get(name)} for {name}, and the lockfile {spec}"
                yield LockDifference(
                    of=manifest.path, name=name, words=words, at=manifest.at("workspaces"), versions=_EXACT
                )


def _overrides(manifest: Manifest) -> dict[str, str]:
    return text_map(manifest.raw.get("resolutions")) | text_map(manifest.raw.get("overrides"))


def _catalog(manifest: Manifest, name: str) -> dict[str, str]:
    """Give a catalog of the root manifest, ``""`` for the one without a name; it stands below ``workspaces`` or at the
    top."""
    for holder in (mapping(manifest.raw.get("workspaces")), manifest.raw):
        found = holder.get("catalog") if name in ("", "default") else mapping(holder.get("catalogs")).get(name)
        if found is not None:
            return text_map(found)
    return {}
