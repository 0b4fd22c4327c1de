"""The package manager and its settings in the project -> where it puts what packages depend on.

Sources: npm's ``install-strategy``; pnpm's ``node-linker``, ``shamefully-hoist`` and ``public-hoist-pattern`` with the
defaults of its own code (6 to 12); Yarn's ``nodeLinker`` and ``pnpMode``; Bun's ``install.linker`` and the
``configVersion`` of its lockfile (bun.com/docs/pm/isolated-installs).
"""

from __future__ import annotations

import fnmatch

from buildcheck.model.dependencies import Layout
from buildcheck.model.project import Lockfile, ManagerName, Project

_PUBLIC_UNTIL_6 = ("*types*", "*eslint*", "@prettier/plugin-*", "*prettier-plugin-*")
_PUBLIC_UNTIL_9 = ("*eslint*", "*prettier*")


def layout(project: Project, manager: ManagerName, version: str, lockfile: Lockfile | None) -> Layout:
    """Give the layout that an install with this manager makes. ``version`` is exact."""
    settings: dict[str, list[str]] = {}
    for each in project.settings:
        if each.value is not None and each.file.rpartition("/")[2] in _FILES[manager]:
            settings.setdefault(each.key.replace("-", "").lower(), []).append(each.value)
    major = int(version.partition(".")[0]) if version.partition(".")[0].isdigit() else 0
    if manager == "npm":
        linked = settings.get("installstrategy", [""])[0] == "linked"
        return Layout(manager="npm", kind="isolated" if linked else "flat")
    if manager == "pnpm":
        return _pnpm(settings, major)
    if manager == "bun":
        return _bun(project, settings, lockfile)
    return _yarn(settings, major)


_FILES = {
    "npm": (".npmrc",),
    "pnpm": (".npmrc", "pnpm-workspace.yaml"),
    "yarn": (".yarnrc.yml", ".yarnrc", ".npmrc"),
    "bun": ("bunfig.toml",),
}


def _pnpm(settings: dict[str, list[str]], major: int) -> Layout:
    linker = settings.get("nodelinker", ["isolated"])[0]
    if linker == "pnp":
        return Layout(manager="pnpm", kind="pnp")
    if linker == "hoisted" or settings.get("shamefullyhoist", ["false"])[0] == "true":
        return Layout(manager="pnpm", kind="flat")
    default = _PUBLIC_UNTIL_6 if major <= 6 else _PUBLIC_UNTIL_9 if major <= 9 else ()
    return Layout(manager="pnpm", kind="isolated", public=tuple(settings.get("publichoistpattern", default)))


def _yarn(settings: dict[str, list[str]], major: int) -> Layout:
    if major < 2:
        return Layout(manager="Yarn", kind="flat")
    linker = settings.get("nodelinker", ["pnp"])[0]
    if linker == "node-modules" or (linker == "pnp" and settings.get("pnpmode", [""])[0] == "loose"):
        return Layout(manager="Yarn", kind="flat")
    return Layout(manager="Yarn", kind="isolated" if linker == "pnpm" else "pnp")


def _bun(project: Project, settings: dict[str, list[str]], lockfile: Lockfile | None) -> Layout:
    newer = bool(project.members) and lockfile is not None and lockfile.isolates
    linker = settings.get("install.linker", ["isolated" if newer else "hoisted"])[0]
    return Layout(manager="Bun", kind="isolated" if linker == "isolated" else "flat")


def is_public(layout: Layout, package: str) -> bool:
    """Whether an isolated layout puts ``package`` where the app finds it, whoever depends on it."""
    names = [each for each in layout.public if not each.startswith("!")]
    barred = [each[1:] for each in layout.public if each.startswith("!")]
    return any(fnmatch.fnmatchcase(package, each) for each in names) and not any(
        fnmatch.fnmatchcase(package, each) for each in barred
    )
