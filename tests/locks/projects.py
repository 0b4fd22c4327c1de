"""The projects that lockfiles are made of, by manager family. Data in, files out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]
"""Files by path: JSON files as values, others as text."""
MANIFEST = "package.json"
MEMBER = "packages/x/package.json"


def _single() -> Tree:
    return {
        MANIFEST: {
            "name": "app",
            "version": "1.0.0",
            "private": True,
            "dependencies": {"a": "^1.0.0", "b": "^1.0.0"},
            "devDependencies": {"@s/e": "~1.0.0", "deep": "1.0.0"},
        }
    }


def _sections() -> Tree:
    return {
        MANIFEST: {
            "name": "app",
            "version": "1.0.0",
            "dependencies": {"a": "^1.0.0", "z": "npm:b@^1.0.0"},
            "optionalDependencies": {"native": "^1.0.0"},
            "peerDependencies": {"@s/e": "^1.0.0"},
            "devDependencies": {"peer": "^1.0.0", "maybe": "*"},
        }
    }


def _workspace(family: str) -> Tree:
    local = "*" if family in ("npm", "yarn-classic") else "workspace:*"
    tree: Tree = {
        MANIFEST: {
            "name": "root",
            "version": "1.0.0",
            "private": True,
            "workspaces": ["packages/*"],
            "devDependencies": {"a": "^1.0.0"},
        },
        MEMBER: {"name": "x", "version": "1.0.0", "dependencies": {"a": "^1.0.0", "y": local}},
        "packages/y/package.json": {"name": "y", "version": "1.0.0", "dependencies": {"b": "^1.0.0"}},
    }
    if family == "pnpm":
        tree["pnpm-workspace.yaml"] = "packages:\n  - packages/*\n"
        del tree[MANIFEST]["workspaces"]
    return tree


def override(tree: Tree, family: str, rules: dict[str, str] | None) -> None:
    """Set the overrides of the root manifest, where the manager looks for them."""
    manifest = tree[MANIFEST]
    holder, key = manifest, "overrides"
    if family == "pnpm":
        holder = manifest.setdefault("pnpm", {})
    elif family.startswith("yarn"):
        key = "resolutions"
    if rules is None:
        holder.pop(key, None)
    else:
        holder[key] = rules


def _overridden(family: str) -> Tree:
    tree = _single()
    override(tree, family, {"deep": "1.0.0", "b": "1.0.0"} if family == "npm" else {"b": "1.0.0"})
    if family == "npm":
        # npm refuses an override of a direct dependency that says something else (EOVERRIDE).
        tree[MANIFEST]["dependencies"]["b"] = "1.0.0"
    return tree


def _below(family: str) -> Tree:
    tree: Tree = {MANIFEST: {"name": "app", "version": "1.0.0", "dependencies": {"deep": "^1.0.0", "native": "1.0.0"}}}
    override(tree, family, {"b": "1.0.0"})
    return tree


def _peers() -> Tree:
    return {MANIFEST: {"name": "app", "version": "1.0.0", "dependencies": {"peer": "^1.0.0", "maybe": "*"}}}


def _catalog(family: str) -> Tree:
    tree = _workspace(family)
    tree[MEMBER]["dependencies"]["a"] = "catalog:"
    tree["packages/y/package.json"]["dependencies"]["b"] = "catalog:old"
    write_catalog(tree, family, {"a": "^1.0.0"}, {"b": "1.0.0"})
    return tree


def write_catalog(tree: Tree, family: str, default: dict[str, str], old: dict[str, str]) -> None:
    if family == "bun":
        tree[MANIFEST]["workspaces"] = {"packages": ["packages/*"], "catalog": default, "catalogs": {"old": old}}
        return
    lines = ["packages:", "  - packages/*", "catalog:", *(f"  '{k}': '{v}'" for k, v in default.items())]
    lines += ["catalogs:", "  old:", *(f"    '{k}': '{v}'" for k, v in old.items())]
    tree["pnpm-workspace.yaml"] = "\n".join(lines) + "\n"


def project(name: str, family: str) -> Tree:
    """Give the files of a project, without its lockfile."""
    makers: dict[str, Callable[[], Tree]] = {
        "single": _single,
        "sections": _sections,
        "workspace": lambda: _workspace(family),
        "overridden": lambda: _overridden(family),
        "below": lambda: _below(family),
        "peers": _peers,
        "catalog": lambda: _catalog(family),
    }
    return makers[name]()


def projects(family: str, version: str) -> tuple[str, ...]:
    """Name the projects that a manager can install."""
    catalogs = family == "bun" or (family == "pnpm" and not version.startswith("8."))
    return ("single", "sections", "workspace", "overridden", "below", "peers", *(("catalog",) if catalogs else ()))
