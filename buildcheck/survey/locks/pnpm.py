"""pnpm: the specifiers of each manifest, section by section, and the settings that shape the tree.

Read off pnpm 8 to 10 (``satisfiesPackageManifest``, ``getOutdatedLockfileSetting``, ``allProjectsAreUpToDate``) and
observed (``tests/locks``). Checksums of hooks and package extensions are compared for being there only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from buildcheck.load.locked import mapping, text_map, text_or_none, texts
from buildcheck.model.project import Lockfile, Manifest, Project, Requirement, Section
from buildcheck.model.survey import LockDifference
from buildcheck.model.value import At

_SECTIONS: tuple[Section, ...] = ("devDependencies", "dependencies", "optionalDependencies")
"""A name in several sections belongs to the last of these."""
_SELECTOR = re.compile(r"(?:.*>)?(?P<name>(?:@[^/@]+/)?[^/@]+)(?:@.+)?")


def differences(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """Give what ``pnpm install --frozen-lockfile`` would refuse."""
    for manifest in (project.root_manifest, *project.member_manifests):
        folder = posixpath.relpath(posixpath.dirname(manifest.path) or ".", project.install_root)
        yield from _manifest(project, manifest, folder, lockfile)
    yield from _settings(project, lockfile)


def _manifest(project: Project, manifest: Manifest, folder: str, lockfile: Lockfile) -> Iterator[LockDifference]:
    recorded = lockfile.manifests.get(folder)
    wanted = _wanted(manifest, auto_install_peers=_setting_of(lockfile, "autoInstallPeers"))
    if recorded is None:
        # A workspace of one package has no importers in older formats, and a manifest without requirements needs none.
        if wanted and "." in lockfile.manifests:
            missing = f"the workspace package {folder} is missing"
            yield LockDifference(of=manifest.path, name=folder, words=missing, at=manifest.at("name"))
        return
    overridden = _overridden(project)
    specifiers, sections = (lockfile.importers or {}).get(folder, {}), _recorded_sections(recorded)
    for each in wanted.values():
        unrecorded = each.spec.startswith("link:") and _setting_of(lockfile, "excludeLinksFromLockfile")
        words = None if unrecorded else _difference(each, specifiers, sections, overridden)
        if words:
            yield LockDifference(of=manifest.path, name=each.name, words=words, at=each.at)
    for gone in sorted(specifiers.keys() - wanted.keys() - overridden.keys()):
        yield LockDifference(of=manifest.path, name=gone, words=f"{gone} is no longer asked for")
    if _truths(manifest.raw.get("dependenciesMeta")) != _truths(recorded.get("dependenciesMeta")):
        at = manifest.at("dependenciesMeta")
        yield LockDifference(of=manifest.path, name="dependenciesMeta", words="dependenciesMeta changed", at=at)


def _wanted(manifest: Manifest, *, auto_install_peers: bool) -> dict[str, Requirement]:
    """Give the requirements by name, each in the section that pnpm counts it in; peers that it installs are
    dependencies."""
    found: dict[str, Requirement] = {}
    order: tuple[Section, ...] = ("peerDependencies", *_SECTIONS) if auto_install_peers else _SECTIONS
    for section in order:
        found |= {each.name: each for each in manifest.requirements if each.section == section}
    return found


def _recorded_sections(recorded: Mapping[str, Any]) -> dict[str, str]:
    return {name: section for section in _SECTIONS for name in mapping(recorded.get(section))}


def _difference(
    requirement: Requirement, specifiers: dict[str, str], sections: dict[str, str], overridden: Mapping[str, str | None]
) -> str | None:
    name, known = requirement.name, specifiers.get(requirement.name)
    # An override replaces the specifier before it is compared; one with conditions may or may not.
    wanted = overridden.get(name, requirement.spec)
    if wanted is None or (name in overridden and (wanted == "-" or wanted.startswith("catalog:"))):
        return None
    if known is None:
        return f"{name} is missing"
    if known != wanted:
        return f"{name} is recorded as {known} and wanted as {wanted}"
    section = "dependencies" if requirement.section == "peerDependencies" else requirement.section
    if sections.get(name) not in (None, section):
        return f"{name} is recorded in {sections[name]} and stands in {requirement.section}"
    return None


def _settings(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    records, at = lockfile.records, At(path=lockfile.path)

    def differs(name: str, words: str, versions: str | None = None) -> LockDifference:
        return LockDifference(of=project.root_manifest.path, name=name, words=words, at=at, versions=versions)

    wanted, known = _overrides(project), text_map(records.get("overrides"))
    if wanted is not None:
        for name in sorted(wanted.keys() | known.keys()):
            if wanted.get(name) != known.get(name):
                yield differs(
                    name, f"the override of {name} is recorded as {known.get(name)} and set to {wanted.get(name)}"
                )
    yield from _catalogs(project, lockfile)
    patched = set(_table(project, "patchedDependencies"))
    for name in sorted(patched ^ set(mapping(records.get("patchedDependencies")))):
        yield differs(name, f"the patch of {name} was {'added' if name in patched else 'removed'}")
    ignored = set(_list(project, "ignoredOptionalDependencies"))
    if ignored != set(texts(records.get("ignoredOptionalDependencies"))):
        yield differs("ignoredOptionalDependencies", "ignoredOptionalDependencies changed")
    extensions = bool(_table(project, "packageExtensions"))
    if extensions != ("packageExtensionsChecksum" in records):
        yield differs("packageExtensions", f"packageExtensions were {'added' if extensions else 'removed'}")
    hooks = [
        each.path
        for each in project.source.entries
        if posixpath.basename(each.path).startswith((".pnpmfile.", "pnpmfile."))
    ]
    if "pnpmfileChecksum" in records and not hooks and not _has(project, "pnpmfile", "configDependencies"):
        yield differs("pnpmfile", "it was made with a .pnpmfile.cjs, which is not part of the source")
    peers = _setting(project, "auto-install-peers", "autoInstallPeers")
    if "settings" in records and peers is not None and (peers == "true") != _setting_of(lockfile, "autoInstallPeers"):
        yield differs("autoInstallPeers", f"autoInstallPeers is set to {peers}, and the lockfile was made without that")


def _catalogs(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """pnpm 10 compares what the lockfile uses of the catalogs; pnpm 9 does not look."""
    known = mapping(lockfile.records.get("catalogs"))
    for catalog, entries in known.items():
        prefixes = ("catalog.", "catalogs.default.") if catalog == "default" else (f"catalogs.{catalog}.",)
        wanted = {
            each.key.removeprefix(prefix): each
            for each in project.settings
            for prefix in prefixes
            if each.key.startswith(prefix)
        }
        for name, entry in mapping(entries).items():
            recorded = text_or_none(mapping(entry).get("specifier"))
            setting = wanted.get(name)
            if setting is None or setting.value != recorded:
                now = setting.value if setting else "nothing"
                yield LockDifference(
                    of="pnpm-workspace.yaml",
                    name=name,
                    words=f"the catalog has {now} for {name}, and the lockfile {recorded}",
                    at=setting.at if setting else At(path=lockfile.path),
                    versions=">=10.0.0",
                )


def _setting_of(lockfile: Lockfile, key: str) -> bool:
    """Give a setting that the lockfile was made with."""
    return str(mapping(lockfile.records.get("settings")).get(key)).lower() == "true"


def _overrides(project: Project) -> dict[str, str] | None:
    """Give the overrides in force; ``None`` where a value stands for another one that only pnpm works out."""
    found = _table(project, "overrides") or text_map(project.root_manifest.raw.get("resolutions"))
    direct = {each.name: each.spec for each in project.root_manifest.requirements}
    plain = {name: direct.get(value[1:], "") if value.startswith("$") else value for name, value in found.items()}
    return None if any(value == "" or value.startswith("catalog:") for value in plain.values()) else plain


def _overridden(project: Project) -> dict[str, str | None]:
    """Give what each overridden name is replaced by; ``None`` where that depends on who asks or for what."""
    found: dict[str, str | None] = {}
    for key, value in (_overrides(project) or _table(project, "overrides")).items():
        match = _SELECTOR.fullmatch(key)
        if match is not None:
            found[match["name"]] = value if match["name"] == key else None
    return found


def _table(project: Project, key: str) -> dict[str, str]:
    """Give a table of pnpm's settings: from pnpm-workspace.yaml, and from ``pnpm`` of the root manifest."""
    own = mapping(mapping(project.root_manifest.raw.get("pnpm")).get(key))
    prefix = f"{key}."
    inside = {
        each.key.removeprefix(prefix): each.value or "" for each in project.settings if each.key.startswith(prefix)
    }
    return {str(name): str(value) for name, value in own.items()} | inside


def _list(project: Project, key: str) -> tuple[str, ...]:
    own = texts(mapping(project.root_manifest.raw.get("pnpm")).get(key))
    return (*own, *(each.value for each in project.settings if each.key == key and each.value))


def _setting(project: Project, *keys: str) -> str | None:
    return next((each.value for each in project.settings if each.key in keys), None)


def _has(project: Project, *keys: str) -> bool:
    return any(each.key.partition(".")[0] in keys for each in project.settings)


def _truths(value: object) -> dict[str, dict[str, str]]:
    return {
        name: {key: str(mark).lower() for key, mark in mapping(each).items()} for name, each in mapping(value).items()
    }
