"""What somebody may change by hand in a project after its lockfile was made. Data in, files out."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.locks.projects import MANIFEST, MEMBER, Tree, override, project, write_catalog

Change = Callable[[Tree], None]


def _set(path: str, section: str, name: str, spec: str | None) -> Change:
    def change(tree: Tree) -> None:
        table = tree[path].setdefault(section, {})
        if spec is None:
            table.pop(name, None)
            if not table:
                del tree[path][section]
        else:
            table[name] = spec

    return change


def _move(section: str, name: str, to: str) -> Change:
    def change(tree: Tree) -> None:
        tree[MANIFEST].setdefault(to, {})[name] = tree[MANIFEST][section].pop(name)

    return change


def _key(path: str, key: str, value: Any) -> Change:
    def change(tree: Tree) -> None:
        tree[path][key] = value

    return change


def _both(*changes: Change) -> Change:
    def change(tree: Tree) -> None:
        for each in changes:
            each(tree)

    return change


def _file(path: str, content: Any) -> Change:
    def change(tree: Tree) -> None:
        tree[path] = content

    return change


def _delete(path: str) -> Change:
    def change(tree: Tree) -> None:
        del tree[path]

    return change


DEPS, DEV, OPTIONAL, PEER = "dependencies", "devDependencies", "optionalDependencies", "peerDependencies"

_ANY: dict[str, Change] = {"nothing": lambda tree: None}

_SINGLE: dict[str, Change] = {
    "reordered": lambda tree: tree[MANIFEST].update(dependencies={"b": "^1.0.0", "a": "^1.0.0"}),
    "another version of the project": _key(MANIFEST, "version", "2.0.0"),
    "another name of the project": _key(MANIFEST, "name", "other"),
    "engines added": _key(MANIFEST, "engines", {"node": ">=18"}),
    "scripts added": _key(MANIFEST, "scripts", {"build": "true"}),
    "added": _set(MANIFEST, DEPS, "native", "^1.0.0"),
    "added to dev": _set(MANIFEST, DEV, "native", "^1.0.0"),
    "added, locked below another": _set(MANIFEST, OPTIONAL, "peer", "^2.0.0"),
    "removed": _set(MANIFEST, DEPS, "b", None),
    "removed from dev": _set(MANIFEST, DEV, "deep", None),
    "all removed": _both(_key(MANIFEST, DEPS, {}), _key(MANIFEST, DEV, {})),
    "wider": _set(MANIFEST, DEPS, "a", ">=1.0.0"),
    "pinned to the locked": _set(MANIFEST, DEPS, "a", "1.1.0"),
    "narrower, still in": _set(MANIFEST, DEPS, "a", "^1.1.0"),
    "pinned to another": _set(MANIFEST, DEPS, "a", "1.0.0"),
    "another major": _set(MANIFEST, DEPS, "a", "^2.0.0"),
    "another major in dev": _set(MANIFEST, DEV, "@s/e", "^1.5.0"),
    "any": _set(MANIFEST, DEPS, "a", "*"),
    "tag": _set(MANIFEST, DEPS, "a", "latest"),
    "tag of the locked": _set(MANIFEST, DEV, "@s/e", "latest"),
    "pre-release": _set(MANIFEST, DEV, "@s/e", "^2.0.0-beta.0"),
    "spaces in the range": _set(MANIFEST, DEPS, "a", ">= 1.0.0 < 2"),
    "moved to dev": _move(DEPS, "b", DEV),
    "moved to dependencies": _move(DEV, "deep", DEPS),
    "moved to optional": _move(DEPS, "b", OPTIONAL),
    "moved to peer": _move(DEPS, "b", PEER),
    "in two sections": _set(MANIFEST, DEV, "a", "^1.0.0"),
    "in two sections, differing": _set(MANIFEST, DEV, "a", "^2.0.0"),
    "alias": _set(MANIFEST, DEPS, "a", "npm:b@^1.0.0"),
    "folder": _both(
        _set(MANIFEST, DEPS, "local", "file:./local"),
        _file("local/package.json", {"name": "local", "version": "1.0.0"}),
    ),
    "linked folder": _both(
        _set(MANIFEST, DEPS, "local", "link:./local"),
        _file("local/package.json", {"name": "local", "version": "1.0.0"}),
    ),
    "peer that is there": _set(MANIFEST, PEER, "a", "^1.0.0"),
    "peer that is locked elsewhere": _set(MANIFEST, PEER, "a", "^2.0.0"),
    "peer that is missing": _set(MANIFEST, PEER, "peer", "^1.0.0"),
    "optional peer that is missing": _both(
        _set(MANIFEST, PEER, "peer", "^1.0.0"), _key(MANIFEST, "peerDependenciesMeta", {"peer": {"optional": True}})
    ),
    "optional added": _set(MANIFEST, OPTIONAL, "native", "^1.0.0"),
    "optional for Windows added": _set(MANIFEST, OPTIONAL, "native-win32", "1.0.0"),
}

_SECTIONS: dict[str, Change] = {
    "optional removed": _set(MANIFEST, OPTIONAL, "native", None),
    "optional with another range": _set(MANIFEST, OPTIONAL, "native", "1.0.0"),
    "optional out of range": _set(MANIFEST, OPTIONAL, "native", "^2.0.0"),
    "peer removed": _set(MANIFEST, PEER, "@s/e", None),
    "peer with another range": _set(MANIFEST, PEER, "@s/e", ">=1"),
    "peer out of range": _set(MANIFEST, PEER, "@s/e", "^3.0.0"),
    "peer made optional": _key(MANIFEST, "peerDependenciesMeta", {"@s/e": {"optional": True}}),
    "alias with another range": _set(MANIFEST, DEPS, "z", "npm:b@1.x"),
    "alias of another package": _set(MANIFEST, DEPS, "z", "npm:a@^1.0.0"),
    "no alias any more": _set(MANIFEST, DEPS, "z", "^1.0.0"),
    "another major below a peer": _both(_set(MANIFEST, DEPS, "a", "^2.0.0"), _set(MANIFEST, DEV, "peer", "^2.0.0")),
    "moved from optional": _move(OPTIONAL, "native", DEPS),
    "moved from peer": _move(PEER, "@s/e", DEPS),
    "script permission": _key(MANIFEST, "dependenciesMeta", {"native": {"built": True}}),
}

_WORKSPACE: dict[str, Change] = {
    "member added": _file("packages/z/package.json", {"name": "z", "version": "1.0.0"}),
    "member with dependencies added": _file(
        "packages/z/package.json", {"name": "z", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}}
    ),
    "member with new dependencies added": _file(
        "packages/z/package.json", {"name": "z", "version": "1.0.0", "dependencies": {"native": "^1.0.0"}}
    ),
    "member removed": _both(_delete("packages/y/package.json"), _set(MEMBER, DEPS, "y", None)),
    "member's dependency added": _set(MEMBER, DEPS, "native", "^1.0.0"),
    "member's dependency that the root has": _set(MEMBER, DEPS, "b", "^1.0.0"),
    "member's dependency in another range": _set(MEMBER, DEPS, "a", ">=1.0.0"),
    "member's dependency out of range": _set(MEMBER, DEPS, "a", "^2.0.0"),
    "member's dependency removed": _set(MEMBER, DEPS, "a", None),
    "member's optional added": _set(MEMBER, OPTIONAL, "native", "^1.0.0"),
    "member's peer added": _set(MEMBER, PEER, "peer", "^1.0.0"),
    "member's version": _key(MEMBER, "version", "1.1.0"),
    "member's name": _key(MEMBER, "name", "renamed"),
    "root's dependency added": _set(MANIFEST, DEPS, "deep", "^1.0.0"),
    "member no longer asked for": _set(MEMBER, DEPS, "y", None),
}


def _overrides(family: str) -> dict[str, Change]:
    name = "b"

    def rules(wanted: dict[str, str] | None) -> Change:
        return lambda tree: override(tree, family, wanted)

    return {
        "override removed": rules(None),
        "override changed": rules({name: "1.0.0" if family == "npm" else "1.2.0", "a": "1.0.0"}),
        "override added that changes nothing": rules({name: "1.0.0", "deep": "1.0.0", "native-win32": "1.0.0"}),
        "override added below": rules({name: "1.0.0", "deep": "1.0.0", "deep>a": "1.1.0"})
        if family == "pnpm"
        else rules({name: "1.0.0", "deep": "1.0.0", "native": "1.0.0"}),
    }


_PEERS: dict[str, Change] = {
    "peer of a package declared": _set(MANIFEST, DEPS, "a", "^1.0.0"),
    "peer of a package declared in another major": _set(MANIFEST, DEPS, "a", "^2.0.0"),
    "another peer of the same": _set(MANIFEST, DEPS, "maybe", "^1.0.0"),
}


def _overrides_below(family: str) -> dict[str, Change]:
    def rules(wanted: dict[str, str] | None) -> Change:
        return lambda tree: override(tree, family, wanted)

    return {
        "override below removed": rules(None),
        "override below within the old": rules({"b": "^1.0.0"}),
        "override below to another version": rules({"b": "1.2.0"}),
        "override below of another package": rules({"b": "1.0.0", "a": "1.0.0"}),
        "override below of another package as it is": rules({"b": "1.0.0", "native-linux": "1.0.0"}),
    }


def _added_override(family: str) -> dict[str, Change]:
    def rules(wanted: dict[str, str]) -> Change:
        return lambda tree: override(tree, family, wanted)

    return {
        "override of what is locked so": rules({"deep": "1.0.0"}),
        "override of what is locked otherwise": rules({"@s/e": "~1.0.0", "native-win32": "1.0.0"}),
        "override of a package below": rules({"b": "^1.0.0"}),
        "override to another version below": rules({"deep": "1.0.0", "b": "^1.0.0"}),
    }


def _catalogs(family: str) -> dict[str, Change]:
    def write(default: dict[str, str], old: dict[str, str]) -> Change:
        return lambda tree: write_catalog(tree, family, default, old)

    return {
        "catalog with another range": write({"a": ">=1.0.0"}, {"b": "1.0.0"}),
        "catalog out of range": write({"a": "^2.0.0"}, {"b": "1.0.0"}),
        "catalog with another entry": write({"a": "^1.0.0", "deep": "1.0.0"}, {"b": "1.0.0"}),
        "named catalog changed": write({"a": "^1.0.0"}, {"b": "^1.2.0"}),
        "from the catalog to a range": _set(MEMBER, DEPS, "a", "^1.0.0"),
        "from a range to the catalog": _set(MANIFEST, DEV, "a", "catalog:"),
        "new use of the catalog": _set("packages/y/package.json", DEPS, "a", "catalog:"),
    }


def changes(name: str, family: str) -> dict[str, Change]:
    """Give the changes that are tried on a project, by name."""
    tables: dict[str, Callable[[], dict[str, Change]]] = {
        "single": lambda: {**_SINGLE, **_added_override(family)},
        "sections": lambda: _SECTIONS,
        "workspace": lambda: _WORKSPACE,
        "overridden": lambda: _overrides(family),
        "below": lambda: _overrides_below(family),
        "peers": lambda: _PEERS,
        "catalog": lambda: _catalogs(family),
    }
    return {**_ANY, **tables[name]()}


def _conflict(text: str) -> str:
    """Leave the marks of a merge around the first line that tells what was downloaded."""
    lines = text.split("\n")
    place = next(index for index, each in enumerate(lines) if "sha512" in each or "checksum" in each)
    marked = ["<<<<<<< HEAD", lines[place], "=======", lines[place], ">>>>>>> branch"]
    return "\n".join([*lines[:place], *marked, *lines[place + 1 :]])


def _without(*places: str) -> Callable[[str], str]:
    """Take packages out of an npm lockfile."""

    def edit(text: str) -> str:
        lock: Tree = json.loads(text)
        for each in places:
            del lock["packages"][each]
        return json.dumps(lock, indent=2) + "\n"

    return edit


def _with_version(place: str, version: str) -> Callable[[str], str]:
    """Lock another version of a package in an npm lockfile."""

    def edit(text: str) -> str:
        lock = json.loads(text)
        entry = lock["packages"][place]
        entry["resolved"] = entry["resolved"].replace(entry["version"], version)
        entry["version"] = version
        return json.dumps(lock, indent=2) + "\n"

    return edit


_LINUX, _DARWIN, _WIN32, _WASM = (f"node_modules/native-{each}" for each in ("linux", "darwin", "win32", "wasm"))
_NPM_EDITS: dict[str, dict[str, Callable[[str], str]]] = {
    "single": {
        "lockfile without a package of its own": _without("node_modules/a"),
        "lockfile without a nested package": _without("node_modules/deep/node_modules/a"),
    },
    "below": {
        "lockfile without a package below": _without("node_modules/b"),
        "lockfile without Linux' package": _without(_LINUX),
        "lockfile with macOS' package only": _without(_LINUX, _WIN32, _WASM),
        "lockfile without any system's package": _without(_LINUX, _WIN32, _DARWIN, _WASM),
        "lockfile without what another system's package needs": _without("node_modules/helper"),
        "lockfile without the peer of another system's package": _without("node_modules/core"),
        "lockfile with another version below": _with_version("node_modules/b", "2.0.0"),
    },
    "workspace": {"lockfile without a member": _without("node_modules/y", "packages/y")},
    "sections": {"lockfile without a peer": _without("node_modules/@s/e")},
    "peers": {
        "lockfile without a package's peer": _without("node_modules/a"),
        "lockfile with a package's peer out of range": _with_version("node_modules/a", "2.0.0"),
    },
}


def edits(name: str, family: str) -> dict[str, Callable[[str], str]]:
    """Give the changes of the lockfile itself that are tried on a project, by name."""
    marks = {"marks of a merge": _conflict} if name == "single" else {}
    return marks | (_NPM_EDITS.get(name, {}) if family == "npm" else {})


def changed(name: str, family: str, change: str) -> Tree:
    """Give the files of a project after a change."""
    tree = copy.deepcopy(project(name, family))
    changes(name, family).get(change, _ANY["nothing"])(tree)
    return tree


def changed_lockfile(name: str, family: str, change: str, text: str) -> str:
    """Give the lockfile of a project after a change."""
    edit = edits(name, family).get(change)
    return text if edit is None else edit(text)
