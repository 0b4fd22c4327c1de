"""Configuration files of the app and of the install root -> the packages that they name by key, each with its place.

What a configuration imports is found like any import; here are the names that a tool turns into packages itself. What
its syntax does not show for certain is left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from buildcheck.javascript.config import config_of
from buildcheck.load.files import Files
from buildcheck.load.paths import join
from buildcheck.model.dependencies import Need, PackageUse
from buildcheck.model.project import Project
from buildcheck.model.syntax import ConfigFile, Function, Known, Listing, Node, Table
from buildcheck.model.value import At
from buildcheck.survey.dependencies.config_names import RULES
from buildcheck.survey.dependencies.config_tools import Key, Tool, tools

_ENDINGS = ("", ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".json", ".jsonc", ".json5")
_MAX_BYTES = 1024**2


def config_uses(
    project: Project, files: Files, configs: Mapping[str, ConfigFile], *, checks_types: bool
) -> tuple[PackageUse, ...]:
    """Give the uses. ``configs`` are configuration files that were read already. ``checks_types``: the build does so;
    what TypeScript alone asks for is no need of it otherwise."""
    folders = dict.fromkeys((project.app, project.install_root))
    found = (use for folder in folders for use in _of_folder(project, files, configs, folder))
    return tuple(
        each if checks_types or each.needed != "types" else msgspec.structs.replace(each, needed="dev")
        for each in found
    )


class _Reading(NamedTuple):
    """One configuration, as one tool reads it."""

    tool: Tool
    need: Need
    folder: str
    path: str


def _of_folder(project: Project, files: Files, configs: Mapping[str, ConfigFile], folder: str) -> Iterator[PackageUse]:
    manifest = project.manifest if folder == project.app else project.root_manifest
    own = _read(files, configs, manifest.path)
    for tool in tools():
        reading = _Reading(tool, _need(tool, project, folder), folder, manifest.path)
        for config in _configs(tool, files, configs, folder):
            yield from _uses(config.root, reading._replace(path=config.path))
        if tool.manifest is not None and own is not None and tool.manifest in manifest.raw:
            yield from _in_manifest(own, reading)


def _need(tool: Tool, project: Project, folder: str) -> Need:
    """Say what reads it: a build reads the app's own configuration, and each framework only some tools'."""
    if tool.need in ("build", "types") and folder != project.app:
        return "dev"
    name = project.framework.name if project.framework else None
    return "test" if tool.frameworks and name not in tool.frameworks else tool.need


def _configs(tool: Tool, files: Files, configs: Mapping[str, ConfigFile], folder: str) -> Iterator[ConfigFile]:
    for stem in tool.stems:
        place = join(folder, posixpath.dirname(stem)) if "/" in stem else folder
        name = posixpath.basename(stem)
        for each in sorted(files.names(place)):
            if each.startswith(name) and each.removeprefix(name) in _ENDINGS:
                found = _read(files, configs, join(place, each))
                if found is not None:
                    yield found


def _read(files: Files, configs: Mapping[str, ConfigFile], path: str) -> ConfigFile | None:
    if path in configs:
        return configs[path]
    content = files.read(path, _MAX_BYTES)
    return config_of(content, path) if content is not None else None


def _in_manifest(own: ConfigFile, reading: _Reading) -> Iterator[PackageUse]:
    node = own.get(reading.tool.manifest or "").node
    if isinstance(node, Known) and isinstance(node.value, str):
        # A text is the name of a shared configuration: `"prettier": "@acme/prettier-config"`.
        yield from _named(node, node.value, Key(at="", rule="plain"), reading)
    elif node is not None:
        yield from _uses(node, reading)


def _uses(root: Node, reading: _Reading) -> Iterator[PackageUse]:
    for key in reading.tool.keys:
        for node in _descend(_returned(root), key.at.split(".")):
            if key.rule is not None:
                for place, name in _names(node, key.take):
                    yield from _named(place, name, key, reading)
            elif key.package is not None and _switched_on(node, key):
                yield _use(node, (key.package, key.at), key, reading)


def _named(node: Node, name: str, key: Key, reading: _Reading) -> Iterator[PackageUse]:
    package = RULES[key.rule or "plain"](name)
    if package is not None:
        yield _use(node, (package, name), key, reading)


def _use(node: Node, named: tuple[str, str], key: Key, reading: _Reading) -> PackageUse:
    package, asked = named
    return PackageUse(
        package=package,
        folder=reading.folder,
        by="types" if key.rule == "types" else "config",
        needed=key.need if key.need is not None and reading.need == reading.tool.need else reading.need,
        at=At(path=reading.path, line=node.line, column=node.column),
        asked=asked,
        reader=reading.tool.name,
        certain=key.certain,
    )


def _returned(node: Node) -> Node:
    return node.returns if isinstance(node, Function) and node.returns is not None else node


def _descend(node: Node, keys: list[str]) -> Iterator[Node]:
    """Give the nodes at a dotted key; ``*`` is every entry or item."""
    if not keys:
        yield node
    elif keys[0] == "*":
        inner = node.entries.values() if isinstance(node, Table) else node.items if isinstance(node, Listing) else ()
        for each in inner:
            yield from _descend(each, keys[1:])
    elif isinstance(node, Table) and keys[0] in node.entries:
        yield from _descend(node.entries[keys[0]], keys[1:])


def _switched_on(node: Node, key: Key) -> bool:
    if isinstance(node, Known):
        return node.value == key.equals if key.equals is not None else bool(node.value)
    return key.truthy and isinstance(node, Table)


def _names(node: Node, take: str) -> Iterator[tuple[Node, str]]:
    """Give the names in a text, a list (of texts, or of lists that begin with one), or a table's entries."""
    match node:
        case Known(value=str() as text):
            yield node, text
        case Listing(items=items):
            for each in items:
                first = each.items[0] if isinstance(each, Listing) and each.items else each
                named = first.entries.get("name") if isinstance(first, Table) and take == "values" else first
                if isinstance(named, Known) and isinstance(named.value, str):
                    yield named, named.value
        case Table(entries=entries) if take in ("keys", "both"):
            for name, each in entries.items():
                if isinstance(each, Table) or (isinstance(each, Known) and each.value not in (False, None)):
                    yield each, name
