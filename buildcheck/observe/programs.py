"""Node and the package managers that a shell would find in the project's folder: version, place, where they come from.

Version managers are recognised by the folders that they document: nvm ``~/.nvm/versions/node``, Volta
``~/.volta/tools/image``, fnm ``node-versions`` and ``fnm_multishells``, asdf ``~/.asdf/installs``, mise
``~/.local/share/mise/installs``, nodenv ``~/.nodenv/versions``, n ``/usr/local/n/versions``, Homebrew ``Cellar``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import get_args

from buildcheck.model.machine import Origin, Program, ProgramName
from buildcheck.observe import versions
from buildcheck.observe.background import begin
from buildcheck.observe.handed_over import handed_over
from buildcheck.observe.shims import chosen
from buildcheck.observe.surroundings import Surroundings

_NAMES: tuple[ProgramName, ...] = get_args(ProgramName)
_ENDINGS = {"win32": (".exe", ".bat", ".cmd")}
"""In the order of Windows' own PATHEXT."""
_PACKAGES = {
    "npm": frozenset({"npm"}),
    "pnpm": frozenset({"pnpm", "@pnpm/exe"}),
    "yarn": frozenset({"yarn", "@yarnpkg/cli-dist", "@yarnpkg/cli"}),
    "bun": frozenset({"bun"}),
    "corepack": frozenset({"corepack"}),
}
_PLACES: tuple[tuple[Origin, str], ...] = (
    ("volta", r"/\.?volta/"),
    ("nvm", r"/\.?nvm/"),
    ("fnm", r"/fnm_multishells/|/\.?fnm/|/node-versions/"),
    ("asdf", r"/\.?asdf/"),
    ("mise", r"/mise/(?:installs|shims)/"),
    ("nodenv", r"/\.?nodenv/"),
    ("n", r"/n/versions/node/"),
    ("corepack", r"/corepack/(?:dist|shims)/"),
    ("homebrew", r"/Cellar/|/homebrew/|/linuxbrew/"),
    ("bun", r"/\.bun/"),
    ("pnpm", r"/pnpm/(?:global|nodejs|\.tools)/|/pnpm/(?:pnpm|pnpx)$"),
)
_FOUND = [(origin, re.compile(pattern, re.IGNORECASE)) for origin, pattern in _PLACES]


def programs(around: Surroundings) -> tuple[Program, ...]:
    """Give those that are there. Those that must be asked for their version are asked at the same time."""
    found = {name: list(_on_path(name, around)) for name in _NAMES}
    begun = [begin(partial(_program, name, places, around)) for name, places in found.items() if places]
    return tuple(each.result() for each in begun)


def which(name: str, around: Surroundings) -> Path | None:
    """Give what PATH leads to outside of the project."""
    return next(_on_path(name, around), None)


def _on_path(name: str, around: Surroundings) -> Iterator[Path]:
    for folder in around.path():
        for ending in _ENDINGS.get(around.platform, ("",)):
            place = folder / f"{name}{ending}"
            if place.is_file() and os.access(place, os.X_OK) and not around.is_inside(place):
                yield place


def origin_of(place: Path, file: Path) -> Origin:
    """Tell where a program comes from by its place on PATH and the file that this leads to in the end."""
    for text in (file.as_posix(), place.as_posix()):
        for origin, pattern in _FOUND:
            if pattern.search(text):
                return origin
    if file.as_posix().startswith(("/usr/bin/", "/bin/", "/usr/sbin/", "/usr/share/", "/snap/", "C:/Program Files/")):
        return "system"
    if "/lib/node_modules/npm/" in file.as_posix():
        return "system" if file.as_posix().startswith("/usr/") else "unknown"
    if "/lib/node_modules/" in file.as_posix() or "/npm/node_modules/" in file.as_posix():
        return "npm"
    return "system" if file.as_posix().startswith("/usr/") else "unknown"


def _program(name: ProgramName, places: list[Path], around: Surroundings) -> Program:
    place = places[0]
    file = Path(os.path.realpath(place))
    origin = origin_of(place, file)
    if name == "corepack" and origin == "corepack":
        # Its own folder is named like the shims that it makes; it comes with Node or through npm.
        origin = "system" if file.as_posix().startswith("/usr/") else "npm"
    shim = chosen(name, origin, place, file, around)
    read = shim if shim is not None else _version(name, file)
    own = handed_over(name, read, around)
    if own is not None:
        # Yarn's is a file of the project; pnpm downloads its own.
        read, origin = own, "project" if name == "yarn" else origin
    return Program(
        name=name,
        path=around.shown(place),
        file=around.shown(file),
        origin=origin,
        version=read.version,
        shim=shim is not None or own is not None,
        read_from=around.shown(read.file) if read.file is not None else None,
        hidden=_hidden(places, around),
    )


def _hidden(places: list[Path], around: Surroundings) -> tuple[str, ...]:
    """Give the places behind the first, those that are the same file left out (``/bin`` is ``/usr/bin`` in Debian)."""
    first = os.path.realpath(places[0])
    others = {real: each for each in reversed(places[1:]) if (real := os.path.realpath(each)) != first}
    return tuple(around.shown(each) for each in places[1:] if each in others.values())


def _version(name: ProgramName, file: Path) -> versions.Read:
    return versions.of_node(file) if name == "node" else versions.of_package(file, _PACKAGES[name])
