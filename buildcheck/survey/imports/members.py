"""The packages whose code is part of the source (workspace members, local folders), and what they give to importers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from buildcheck.load.manifest import field
from buildcheck.load.paths import ancestors, parent
from buildcheck.model.project import Manifest, Project
from buildcheck.survey.imports.exports import targets

# The order in which bundlers read them (webpack's `resolve.mainFields` for the web, Vite's likewise).
_MAIN_FIELDS = ("browser", "module", "main")
_TYPE_FIELDS = ("types", "typings")
_LOCAL = ("file:", "link:", "portal:")


class Members:
    """The packages of ``project`` by name and by folder."""

    def __init__(self, project: Project) -> None:
        self.by_folder = {parent(each.path): each for each in _manifests(project)}
        self.by_name = {each.name: each for each in self.by_folder.values() if each.name}
        for name, folder in _linked(project):
            if folder in self.by_folder:
                self.by_name.setdefault(name, self.by_folder[folder])
        required = (each.name for manifest in self.by_folder.values() for each in manifest.requirements)
        self.declared = frozenset(required)

    def owner(self, folder: str) -> Manifest | None:
        """Give the manifest of the package that ``folder`` is part of."""
        return next((self.by_folder[each] for each in ancestors(folder) if each in self.by_folder), None)


def _manifests(project: Project) -> Iterator[Manifest]:
    yield project.root_manifest
    yield from project.member_manifests
    yield project.manifest


def _linked(project: Project) -> Iterator[tuple[str, str]]:
    for manifest in _manifests(project):
        for each in manifest.requirements:
            kind = next((kind for kind in _LOCAL if each.spec.startswith(kind)), None)
            if kind is not None:
                yield each.name, posixpath.normpath(posixpath.join(parent(manifest.path), each.spec[len(kind) :]))


def places(manifest: Manifest, subpath: str, *, types: bool) -> tuple[str, ...] | None:
    """Give the paths (of the source, in order) that ``subpath`` of a package stands for: exact ones where it has
    ``exports``, else such as still want an extension or an index. ``None`` where it doesn't export it."""
    folder = parent(manifest.path)
    exports = field(manifest, "exports")
    if exports is not None:
        found = targets(exports, f"./{subpath}" if subpath else ".", types=types)
        return None if found is None else _below(folder, found)
    if subpath:
        return _below(folder, (subpath,))
    fields = (*_TYPE_FIELDS, *_MAIN_FIELDS) if types else _MAIN_FIELDS
    named: list[Any] = [field(manifest, each) for each in fields]
    return _below(folder, (*(each for each in named if isinstance(each, str)), "index"))


def internal(manifest: Manifest, request: str, *, types: bool) -> tuple[str, ...] | None:
    """Give what ``#request`` stands for inside a package, as written; ``None`` where its manifest doesn't say."""
    return targets(field(manifest, "imports") or {"#": None}, request, types=types)


def is_built(manifest: Manifest) -> bool:
    """Tell whether a script of the package may make the files that it names."""
    return any(name.split(":")[0] in _BUILDING for name in manifest.scripts)


_BUILDING = frozenset(
    {"build", "prebuild", "postbuild", "compile", "bundle", "prepare", "prepack", "postinstall", "install", "generate"}
)


def _below(folder: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(posixpath.normpath(posixpath.join(folder, each)) for each in paths)
