"""This machine's ``node_modules`` -> names and versions. Nothing is run, and nothing outside of these folders is read.

A link is followed only where it stays inside the folder that it lies in (pnpm's store ``.pnpm``, Bun's ``.bun``) or
leads to a package of the source; of any other only the name is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from buildcheck.load.paths import ancestors, join
from buildcheck.load.regular_file import read_bytes
from buildcheck.model.project import Project
from buildcheck.model.survey import Installed

MODULES = "node_modules"
_MOST = 5_000
"""Packages read of one folder: a tree with more at its top is none that an install made."""
_MAX_BYTES = 1024**2


class _Stated(msgspec.Struct):
    version: str | None = None


def read_installed(project: Project) -> Installed | None:
    """Give what lies beside the app and in the folders above it; ``None`` where there is no such folder."""
    root = project.source.root
    inside = [os.path.join(root, join(folder, MODULES)) for folder in ancestors(project.app)]
    if not any(os.path.isdir(each) for each in inside):
        inside = []
    above = [each for each in _above(root) if os.path.isdir(each)]
    if not inside and not above:
        return None
    return Installed(top=_packages(inside, root), above=_packages(above, None), bins=tuple(_bins(inside)))


def _above(root: str) -> Iterator[str]:
    folder = os.path.realpath(root)
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield os.path.join(folder, MODULES)


def _packages(folders: list[str], source: str | None) -> dict[str, str | None]:
    """Give name -> version, those of the first folder before those of a later one."""
    found: dict[str, str | None] = {}
    for folder in folders:
        for name in _names(folder):
            if name not in found:
                found[name] = _version(folder, name, source)
    return found


def _names(folder: str) -> Iterator[str]:
    for name in _listed(folder):
        if name.startswith("@"):
            yield from (f"{name}/{each}" for each in _listed(os.path.join(folder, name)))
        elif not name.startswith("."):
            yield name


def _listed(folder: str) -> list[str]:
    if os.path.islink(folder):
        return []
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each, _ in zip(entries, range(_MOST), strict=False))
    except OSError:
        return []


def _version(folder: str, name: str, source: str | None) -> str | None:
    place = os.path.join(folder, name)
    if os.path.islink(place) and not _leads_inside(place, (folder, source)):
        return None
    content = read_bytes(Path(place, "package.json"), _MAX_BYTES)
    try:
        return msgspec.json.decode(content, type=_Stated).version if content is not None else None
    except ValueError:
        return None


def _leads_inside(link: str, folders: tuple[str | None, ...]) -> bool:
    real = os.path.realpath(link)
    return any(each is not None and real.startswith(os.path.realpath(each) + os.sep) for each in folders)


def _bins(folders: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for folder in folders:
        for name in _listed(os.path.join(folder, ".bin")):
            plain = name.removesuffix(".cmd").removesuffix(".ps1")
            if plain not in seen:
                seen.add(plain)
                yield plain
