"""npm: the tree that its lockfile describes must give every manifest what it requires (``npm ci``).

Read off Arborist (``build-ideal-tree.js``, ``edge.js``, ``dep-valid.js``) and observed with npm 10 and 11
(``tests/locks``): npm places what is missing or does not fit, and refuses because the tree has changed by that. What is
in the lockfile and no longer asked for does not matter.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from buildcheck.load.locked import mapping, split_descriptor, text_map
from buildcheck.load.paths import ancestors, join
from buildcheck.model.project import LockedPackage, Lockfile, Manifest, Project, Requirement, Section
from buildcheck.model.survey import LockDifference
from buildcheck.plan.ranges import parse_version, satisfies
from buildcheck.survey.locks.specs import kind_of, range_of

_MIND_OPTIONAL = ">=11.7.0"
"""Before, npm did not notice that a lockfile lacks the parts for other systems (npm/cli#4828)."""
_MIND_IDLE_PEERS = "<11.0.0 || >=11.7.0"
"""In between, npm left peers of packages for other systems out of lockfiles that npm 10 then refused."""
_STRENGTH: tuple[Section, ...] = ("peerDependencies", "dependencies", "optionalDependencies", "devDependencies")
"""A name in several sections counts in the last of these (Arborist's ``_loadDeps``)."""


def differences(project: Project, lockfile: Lockfile) -> Iterator[LockDifference]:
    """Give what ``npm ci`` would have to change."""
    tree = _Tree(lockfile)
    for manifest in (project.root_manifest, *project.member_manifests):
        folder = posixpath.relpath(posixpath.dirname(manifest.path) or ".", project.install_root)
        if manifest is not project.root_manifest:
            yield from _member(manifest, folder, tree)
        for requirement in requirements(project, manifest):
            words = _difference(requirement.name, requirement.spec, folder, tree)
            if words:
                yield LockDifference(of=manifest.path, name=requirement.name, words=words, at=requirement.at)
    yield from _below(project, lockfile, tree)
    yield from _overrides(project.root_manifest, lockfile)


class _Tree:
    """The places of npm's tree: versions of packages, and links."""

    def __init__(self, lockfile: Lockfile) -> None:
        self.versions = {each.path: each.version for each in lockfile.packages or ()}
        self.links = lockfile.links

    def find(self, folder: str, name: str) -> str | None:
        """Give the place where Node finds ``name`` from ``folder``."""
        places = (join(above, f"node_modules/{name}") for above in ancestors(folder))
        return next((each for each in places if each in self.versions or each in self.links), None)


def requirements(project: Project, manifest: Manifest) -> tuple[Requirement, ...]:
    """Give the requirements that npm follows: each name once, without optional peers and overridden names."""
    peers = _follows_peers(project)
    meta = mapping(manifest.raw.get("peerDependenciesMeta"))
    overridden = _overridden(project.root_manifest)
    found: dict[str, Requirement] = {}
    for section in _STRENGTH:
        for each in manifest.requirements:
            optional = section == "peerDependencies" and mapping(meta.get(each.name)).get("optional")
            if each.section == section and not optional and (peers or section != "peerDependencies"):
                found[each.name] = each
    return tuple(each for each in found.values() if each.name not in overridden)


def _follows_peers(project: Project) -> bool:
    return not any(each.key == "legacy-peer-deps" and each.value == "true" for each in project.settings)


def _overridden(manifest: Manifest) -> set[str]:
    """Give the names that are overridden anywhere: ``name``, ``name@range``, or below another name."""
    found: set[str] = set()
    waiting = [mapping(manifest.raw.get("overrides"))]
    while waiting:
        for key, value in waiting.pop().items():
            found.add(split_descriptor(key)[0])
            waiting.append(mapping(value))
    return found


def _member(manifest: Manifest, folder: str, tree: _Tree) -> Iterator[LockDifference]:
    """npm looks for a link with the member's name to its folder."""
    name = manifest.name or posixpath.basename(folder)
    if tree.links.get(f"node_modules/{name}") != folder:
        words = f"the workspace package {name} ({folder}) is missing"
        yield LockDifference(of=manifest.path, name=name, words=words, at=manifest.at("name"))


def _below(project: Project, lockfile: Lockfile, tree: _Tree) -> Iterator[LockDifference]:
    """Look at what the locked packages require themselves: npm places that anew as well. Packages that came in another
    one's tarball bring theirs along."""
    overridden = _overridden(project.root_manifest)
    peers = _follows_peers(project)
    for package in lockfile.packages or ():
        if package.bundled or package.path is None:
            continue
        for name, spec, versions in _edges(package, peers=peers):
            words = _difference(name, "*" if name in overridden else spec, package.path, tree)
            if words:
                whole = f"{words} (by {package.name} {package.version})"
                # npm 10 was seen to accept a missing peer of a package, and to refuse another one.
                certain = name not in package.peer_specs
                of = project.root_manifest.path
                yield LockDifference(of=of, name=name, words=whole, versions=versions, certain=certain)


def _edges(package: LockedPackage, *, peers: bool) -> Iterator[tuple[str, str, str | None]]:
    """Give what a locked package requires: names, specifiers, and the versions of npm that mind when it is missing."""
    yield from ((name, spec, None) for name, spec in package.specs.items() if name not in package.bundles)
    if peers:
        versions = _MIND_IDLE_PEERS if package.optional else None
        yield from ((name, spec, versions) for name, spec in package.peer_specs.items())
    optional = (name for name in package.requires or () if name not in {*package.specs, *package.bundles})
    yield from ((name, "*", _MIND_OPTIONAL) for name in optional)


def _overrides(manifest: Manifest, lockfile: Lockfile) -> Iterator[LockDifference]:
    """A plain override (``name: range``) must hold for every locked version of the package."""
    for name, value in text_map(manifest.raw.get("overrides")).items():
        wanted = range_of(value)
        unfit = [each for each in lockfile.versions(name) if wanted is not None and not satisfies(each, wanted)]
        if unfit:
            words = f"{name} is locked at {unfit[0]} and overridden to {value}"
            yield LockDifference(of=manifest.path, name=name, words=words, at=manifest.at("overrides", name))


def _difference(name: str, spec: str, folder: str, tree: _Tree) -> str | None:
    place = tree.find(folder, name)
    if place is None:
        return None if kind_of(spec) in ("workspace", "catalog", "link") else f"{name} is missing"
    if place in tree.links:
        return None
    version, wanted = tree.versions[place], range_of(spec)
    # To npm `*` is any version, also a pre-release that semver would leave out (Arborist 9.9, dep-valid.js).
    if wanted in (None, "", "*") or parse_version(version) is None or satisfies(version, wanted):
        return None
    return f"{name} is locked at {version} and wanted at {spec}"
