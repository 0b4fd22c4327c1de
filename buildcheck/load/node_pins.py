"""Every place where a project says which Node it wants -> `NodePin`, the nearest to the app first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.locked import mapping, texts
from buildcheck.load.manifest import field, line_of
from buildcheck.load.paths import join
from buildcheck.model.project import Manifest, NodePin
from buildcheck.model.value import At

_MAX_BYTES = 256 * 1024
_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(?:\S+/)?node(?::([^\s@]+))?(?:@\S+)?(?:\s|$)", re.IGNORECASE)
_ARG = re.compile(r"^ARG\s+(\w+)=[\"']?([^\"'\s]+)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))")
_MISE_FILES = ("mise.toml", ".mise.toml", "mise/config.toml", ".mise/config.toml", ".config/mise.toml")


def read_node_pins(files: Files, folders: tuple[str, ...], manifests: dict[str, Manifest]) -> list[NodePin]:
    """Give the pins in ``folders`` in that order. ``manifests`` are those already read, by folder."""
    found: list[NodePin] = []
    for folder in dict.fromkeys(folders):
        manifest = manifests.get(folder)
        if manifest is not None:
            found += _manifest_pins(files, manifest)
        for name in (".nvmrc", ".node-version"):
            found += _version_file(files, join(folder, name), name)
        found += _tool_versions(files, join(folder, ".tool-versions"))
        for name in _MISE_FILES:
            found += _mise(files, join(folder, name))
        found += _dockerfile(files, join(folder, "Dockerfile"))
    return found


def _manifest_pins(files: Files, manifest: Manifest) -> Iterator[NodePin]:
    path = manifest.path
    if "node" in manifest.engines:
        yield NodePin(by="engines.node", value=manifest.engines["node"], at=line_of(files, path, "engines", "node"))
    volta = field(manifest, "volta", "node")
    if isinstance(volta, str):
        yield NodePin(by="volta.node", value=volta, at=line_of(files, path, "volta", "node"))
    runtime = field(manifest, "devEngines", "runtime")
    for each in runtime if isinstance(runtime, list) else [runtime]:
        version = mapping(each).get("version")
        if mapping(each).get("name") == "node" and isinstance(version, str):
            at = line_of(files, path, "devEngines", "runtime")
            yield NodePin(by="devEngines.runtime", value=version, at=at)


def _lines(files: Files, path: str) -> list[str]:
    return (files.text(path, _MAX_BYTES) or "").splitlines()


def _version_file(files: Files, path: str, by: str) -> Iterator[NodePin]:
    """The first line that is no comment; nvm and the hosts read no more."""
    for number, line in enumerate(_lines(files, path), start=1):
        value = line.partition("#")[0].strip()
        if value:
            yield NodePin(by=by, value=value, at=At(path=path, line=number))
            return


def _tool_versions(files: Files, path: str) -> Iterator[NodePin]:
    for number, line in enumerate(_lines(files, path), start=1):
        words = line.partition("#")[0].split()
        if len(words) > 1 and words[0] in ("nodejs", "node"):
            yield NodePin(by=".tool-versions", value=words[1], at=At(path=path, line=number))
            return


def _mise(files: Files, path: str) -> Iterator[NodePin]:
    lines = _lines(files, path)
    try:
        tools = mapping(tomllib.loads("\n".join(lines)).get("tools"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    value: Any = next((tools[name] for name in ("node", "nodejs", "core:node") if name in tools), None)
    if isinstance(value, dict):
        value = value.get("version")
    versions = texts(value)
    if versions:
        line = next((number for number, each in enumerate(lines, 1) if re.search(r"\bnode(?:js)?\b.*=", each)), None)
        yield NodePin(by="mise.toml", value=versions[0], at=At(path=path, line=line))


def _dockerfile(files: Files, path: str) -> Iterator[NodePin]:
    """The first ``FROM node:X``, with the defaults of the arguments that stand before it."""
    arguments: dict[str, str] = {}
    for number, line in enumerate(_lines(files, path), start=1):
        body = line.strip()
        argument = _ARG.match(body)
        if argument:
            arguments[argument[1]] = argument[2]
        base = _FROM.match(_VARIABLE.sub(lambda match: _value(match, arguments), body))
        if base and base[1]:
            yield NodePin(by="Dockerfile", value=base[1], at=At(path=path, line=number))
            return


def _value(match: re.Match[str], arguments: dict[str, str]) -> str:
    return arguments.get(match[1] or match[3], match[2] or match[0])
