"""Source files -> those that the fetch phase needs: what a manager reads to install, and nothing else of the project.

``.yarn/releases`` is left out: it is a program of the project, and the planned version of Yarn is installed by us.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from buildcheck.plan.install import Setup

_ANY_FOLDER = frozenset({"package.json", "package.json5", "package.yaml", ".npmrc", "binding.gyp"})
"""Read in the root and in every workspace member."""
_ROOT = frozenset(
    {
        "package-lock.json",
        "npm-shrinkwrap.json",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        ".pnpmfile.cjs",
        ".pnpmfile.mjs",
        "pnpmfile.js",
        "yarn.lock",
        ".yarnrc",
        ".yarnrc.yml",
        "bun.lock",
        "bun.lockb",
        "bunfig.toml",
    }
)
_FOLDERS = ("patches", ".yarn/patches", ".yarn/cache", ".yarn/plugins", ".yarn/versions")
_LOCAL = re.compile(r"(?:file|link|portal):(?P<path>.+)|(?P<plain>\.{1,2}/.+)", re.ASCII)
_PATCH = re.compile(r"patch:.*#(?:~builtin<[^>]*>|(?:\./)?(?P<path>[^:]+))", re.ASCII)


def fetch_inputs(setup: Setup) -> tuple[str, ...]:
    """Give the paths of the clean source that the fetch phase needs, in the order of the source."""
    root = setup.project.install_root
    folders = {_join(root, ""), *(each for each in setup.project.members), setup.project.app}
    named = set(_named_files(setup))
    trees = tuple(f"{_join(root, each)}/" for each in _FOLDERS) + tuple(f"{each}/" for each in named)
    return tuple(
        entry.path
        for entry in setup.project.source.entries
        if _is_manifest(entry.path, folders)
        or _is_root_file(entry.path, root)
        or entry.path in named
        or entry.path.startswith(trees)
    )


def local_dependencies(setup: Setup) -> tuple[str, ...]:
    """Give the paths (files or folders, relative to the source root) that manifests name as dependencies, except
    workspace members, which are known anyway. A path out of the source is kept as it is: ``../x``."""
    members = set(setup.project.members)
    found = [
        posixpath.normpath(posixpath.join(posixpath.dirname(manifest.path), match["path"] or match["plain"]))
        for manifest in setup.manifests
        for requirement in manifest.requirements
        if (match := _LOCAL.fullmatch(requirement.spec)) is not None
    ]
    return tuple(dict.fromkeys(each for each in found if each not in members))


def _is_manifest(path: str, folders: set[str]) -> bool:
    return posixpath.basename(path) in _ANY_FOLDER and (posixpath.dirname(path) or ".") in folders


def _is_root_file(path: str, root: str) -> bool:
    return posixpath.basename(path) in _ROOT and (posixpath.dirname(path) or ".") == root


def _join(root: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(root, path))


def _named_files(setup: Setup) -> Iterator[str]:
    yield from local_dependencies(setup)
    root = setup.project.install_root
    for path in _patches(setup):
        yield _join(root, path)
    for setting in setup.project.settings:
        if setting.key in ("pnpmfile", "global-pnpmfile", "plugins") or setting.key.startswith("plugins."):
            yield _join(root, setting.value or "")


def _patches(setup: Setup) -> Iterator[str]:
    """Name the patch files that the manifest declares (pnpm's and Bun's ``patchedDependencies``, Yarn's ``patch:``) and
    that pnpm reads from its workspace file."""
    raw = setup.project.root_manifest.raw
    pnpm = raw.get("pnpm")
    for holder in (raw, pnpm if isinstance(pnpm, dict) else {}):
        patched = holder.get("patchedDependencies")
        if isinstance(patched, dict):
            yield from (each for each in patched.values() if isinstance(each, str))
    for setting in setup.project.settings:
        if setting.key.startswith("patchedDependencies.") and setting.value:
            yield setting.value
    specs = [each.spec for manifest in setup.manifests for each in manifest.requirements]
    resolutions = raw.get("resolutions")
    specs.extend(str(each) for each in (resolutions.values() if isinstance(resolutions, dict) else ()))
    for spec in specs:
        match = _PATCH.fullmatch(spec)
        if match is not None and match["path"]:
            yield match["path"].removeprefix("~/")
