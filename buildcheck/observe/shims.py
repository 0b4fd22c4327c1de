"""Programs that choose a version when called (Volta, asdf, mise, nodenv, corepack): what they would choose here.

They are never run: some download what they lack. What they read is read instead: the project's pins, then the user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from buildcheck.load.json_text import JsonError, parse
from buildcheck.load.regular_file import read_text
from buildcheck.model.machine import Origin, ProgramName
from buildcheck.observe.surroundings import Surroundings, names
from buildcheck.observe.versions import Read, plain

_TOOL_NAMES = {"node": ("nodejs", "node"), "npm": ("npm",), "pnpm": ("pnpm",), "yarn": ("yarn",), "bun": ("bun",)}
_PACKAGE_MANAGER = re.compile(r"(npm|pnpm|yarn)@(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?:\+\S*)?")
_MISE_LINE = re.compile(r"""^\s*["']?(?P<tool>[a-z:@/-]+)["']?\s*=\s*["'](?P<version>[^"']+)["']""", re.MULTILINE)


def chosen(name: ProgramName, origin: Origin, place: Path, file: Path, around: Surroundings) -> Read | None:
    """Give the version that the shim at ``place`` (in the end: ``file``) would run; ``None`` where it is no shim."""
    readers: dict[Origin, Callable[[ProgramName, Surroundings], Iterator[Read]]] = {
        "volta": _volta,
        "asdf": _asdf,
        "mise": _mise,
        "nodenv": _nodenv,
        "corepack": _corepack,
    }
    if name == "corepack" or not _is_shim(origin, place, file):
        return None
    return next(readers[origin](name, around), Read(None))


def volta_home(around: Surroundings) -> Path:
    """Give the folder of Volta (docs.volta.sh, "Installers")."""
    return around.folder_of("VOLTA_HOME", "AppData/Local/Volta" if around.platform == "win32" else ".volta")


def _is_shim(origin: Origin, place: Path, file: Path) -> bool:
    match origin:
        case "volta":
            return file.name in ("volta-shim", "volta-shim.exe") or "/bin/" in place.as_posix()
        case "asdf" | "nodenv":
            return file.parent.name == "shims"
        case "mise":
            return place.parent.name == "shims"
        case "corepack":
            return True
        case _:
            return False


def folders(around: Surroundings) -> Iterator[Path]:
    """Give the app's folder and all above it, where programs look for what a project asks for."""
    yield around.folder
    yield from around.folder.parents


def _manifest(folder: Path) -> dict[str, Any]:
    text = read_text(folder / "package.json")
    return _mapping(text)


def _mapping(text: str | None) -> dict[str, Any]:
    try:
        value = parse(text) if text is not None else {}
    except JsonError:
        return {}
    return value if isinstance(value, dict) else {}


def _volta(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    """The nearest package.json with ``volta``, else ``tools/user/platform.json`` (docs.volta.sh, "Understanding")."""
    for folder in folders(around):
        pins = _manifest(folder).get("volta")
        if isinstance(pins, dict):
            if isinstance(pins.get(name), str):
                yield Read(plain(pins[name]), folder / "package.json")
            break
    home = volta_home(around)
    platform = home / "tools/user/platform.json"
    stated = _mapping(read_text(platform))
    node = stated.get("node")
    value = stated.get(name)
    if isinstance(node, dict):
        value = node.get("runtime") if name == "node" else node.get("npm") if name == "npm" else value
    if isinstance(value, str):
        yield Read(plain(value), platform)


def _tool_versions(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    for folder in (*folders(around), around.home):
        for line in (read_text(folder / ".tool-versions") or "").splitlines():
            words = line.partition("#")[0].split()
            if len(words) > 1 and words[0] in _TOOL_NAMES.get(name, ()):
                yield Read(plain(words[1]), folder / ".tool-versions")


def _asdf(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    for variable in ("ASDF_NODEJS_VERSION",) if name == "node" else ():
        if version := plain(around.environ.get(variable, "")):
            yield Read(version)
    yield from _tool_versions(name, around)


def _mise(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    """mise.toml of the nearest folder, then ``.tool-versions``, then the user's (mise.jdx.dev, "Configuration")."""
    places = [folder / each for folder in folders(around) for each in ("mise.toml", ".mise.toml")]
    config = around.folder_of("XDG_CONFIG_HOME", ".config") / "mise/config.toml"
    installs = around.folder_of("MISE_DATA_DIR", ".local/share/mise") / "installs"
    for place in (*places, config):
        for match in _MISE_LINE.finditer(read_text(place) or ""):
            if match["tool"] in _TOOL_NAMES.get(name, ()):
                yield Read(_installed(match["version"], installs / match["tool"]), place)
    yield from _tool_versions(name, around)


def _installed(wanted: str, folder: Path) -> str | None:
    """Give the installed version that begins with ``wanted`` (``22`` is 22.11.0), the latest of several."""
    known = [each for each in names(folder) if plain(each) and f"{each}.".startswith(f"{wanted}.")]
    known.sort(key=lambda each: [int(part) for part in re.findall(r"\d+", each)])
    return plain(wanted) or (plain(known[-1]) if known else None)


def _nodenv(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    root = around.folder_of("NODENV_ROOT", ".nodenv")
    places = [*(folder / ".node-version" for folder in folders(around)), root / "version"]
    for place in places if name == "node" else ():
        if version := plain(read_text(place, 1024) or ""):
            yield Read(version, place)


def pinned(name: ProgramName, around: Surroundings) -> Read | None:
    """Give what ``packageManager`` of the nearest package.json that has it says, if it is of the manager ``name``."""
    for folder in folders(around):
        pin = _manifest(folder).get("packageManager")
        match = _PACKAGE_MANAGER.fullmatch(pin) if isinstance(pin, str) else None
        if match is not None:
            return Read(match[2], folder / "package.json") if match[1] == name else None
    return None


def _corepack(name: ProgramName, around: Surroundings) -> Iterator[Read]:
    """``packageManager`` of the nearest package.json that has it, else the last known good release of this user
    (github.com/nodejs/corepack, README)."""
    if (pin := pinned(name, around)) is not None:
        yield pin
    cache = around.folder_of("XDG_CACHE_HOME", "AppData/Local" if around.platform == "win32" else ".cache")
    home = around.folder_of("COREPACK_HOME", str(cache / "node/corepack"))
    for place in (home / "lastKnownGood.json", home / "v1/lastKnownGood.json"):
        try:
            known = msgspec.convert(_mapping(read_text(place)), dict[str, str])
        except msgspec.ValidationError:
            continue
        if version := plain(known.get(name, "").partition("+")[0]):
            yield Read(version, place)
