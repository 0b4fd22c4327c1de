"""What lies in the folders above the source and is found from inside it: by Node, TypeScript, npm, Next and others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from buildcheck.load.json_text import JsonError, parse
from buildcheck.load.lockfiles import NAMES as LOCKFILES
from buildcheck.load.regular_file import read_text
from buildcheck.model.machine import Outside, OutsideKind
from buildcheck.observe.global_packages import package_names
from buildcheck.observe.npm_prefix import user_file
from buildcheck.observe.surroundings import Surroundings
from buildcheck.observe.versions import plain, stated

_MOST = 300
_SETTINGS = (".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml")
_CONFIGS = (
    *(f"postcss.config.{ending}" for ending in ("js", "cjs", "mjs", "json")), ".postcssrc.json", ".postcssrc.js",
    *(f"eslint.config.{ending}" for ending in ("js", "cjs", "mjs", "ts")), ".browserslistrc",
    *(f".eslintrc{ending}" for ending in ("", ".js", ".cjs", ".json", ".yml", ".yaml")),
)  # fmt: skip
_TSCONFIGS = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json")


def outside(around: Surroundings) -> tuple[Outside, ...]:
    """Give it, the nearest first."""
    found: list[Outside] = []
    for levels, folder in enumerate(around.source.parents, start=1):
        found += (each for each in _of(folder, levels, around) if each is not None)
    return tuple(found)


def _of(folder: Path, levels: int, around: Surroundings) -> Iterator[Outside]:
    modules = folder / "node_modules"
    if modules.is_dir():
        yield from _packages("types", modules / "@types", levels, around)
        yield from _packages("node_modules", modules, levels, around)
    for name in LOCKFILES:
        yield from _file("lockfile", folder / name, levels, around)
    for name in _TSCONFIGS:
        yield from _file("tsconfig", folder / name, levels, around)
    for name in _CONFIGS:
        yield from _file("config", folder / name, levels, around)
    yield from _file("env", folder / ".env", levels, around)
    yield from _file("env", folder / ".env.local", levels, around)
    for name in _SETTINGS:
        # In the home folder they are the user's own settings, which are told as such.
        if folder != around.home and folder / name != user_file(around):
            yield from _file("settings", folder / name, levels, around)
    if (folder / "package.json").is_file():
        kind: OutsideKind = "workspace" if _has_workspaces(folder) else "manifest"
        yield from _file(kind, folder / "package.json", levels, around)
    yield from _file("workspace", folder / "pnpm-workspace.yaml", levels, around)


def _file(kind: OutsideKind, path: Path, levels: int, around: Surroundings) -> Iterator[Outside]:
    if path.is_file():
        yield Outside(kind=kind, path=around.shown(path), levels=levels)


def _packages(kind: OutsideKind, modules: Path, levels: int, around: Surroundings) -> Iterator[Outside]:
    listed = [each for each in package_names(modules) if kind == "types" or not each.startswith("@types/")]
    found = {each: _version(modules / each) for each in listed[:_MOST]}
    prefix = "@types/" if kind == "types" else ""
    if found:
        packages = {f"{prefix}{name}": version for name, version in found.items()}
        yield Outside(kind=kind, path=around.shown(modules), levels=levels, packages=packages)


def _version(place: Path) -> str | None:
    said = stated(place)
    return plain(said.version or "") if said is not None else None


def _has_workspaces(folder: Path) -> bool:
    try:
        document: Any = parse(read_text(folder / "package.json") or "{}")
    except JsonError:
        return False
    return isinstance(document, dict) and "workspaces" in document
