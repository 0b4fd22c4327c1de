"""The commands that the project's scripts call, and what provides them on this machine."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from buildcheck.load.paths import ancestors, parent
from buildcheck.model.command import Command
from buildcheck.model.machine import CommandPlace, GlobalPackage
from buildcheck.observe.global_packages import pnpm_home
from buildcheck.observe.npm_prefix import prefixes
from buildcheck.observe.programs import which
from buildcheck.observe.surroundings import Surroundings
from buildcheck.observe.versions import package_around, plain

_BUILT_IN = frozenset(
    {
        ".", ":", "[", "alias", "bg", "cd", "command", "eval", "exec", "exit", "export", "false", "fg",
        "getopts", "hash", "if", "jobs", "printf", "pwd", "read", "readonly", "return", "set", "shift",
        "source", "test", "times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "wait",
        "echo", "for", "while", "case", "do", "done", "then", "fi", "kill", "local", "declare", "let",
    }
)  # fmt: skip
_DOWNLOADERS = frozenset({"npx", "dlx", "bunx", "pnpx"})
_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun", "node", "corepack", "npx", "pnpx", "bunx"})


def commands(
    called: Iterable[Command], packages: tuple[GlobalPackage, ...], around: Surroundings
) -> tuple[CommandPlace, ...]:
    """Give a place for each command that scripts call by a bare name, those that nothing of the project has first."""
    scripts: dict[str, dict[str, None]] = defaultdict(dict)
    folders: dict[str, dict[str, None]] = defaultdict(dict)
    downloads: dict[str, bool] = {}
    for each in called:
        name = each.words[0] if each.words else ""
        if name and "/" not in name and "$" not in name and name not in _BUILT_IN | _MANAGERS and len(name) < 100:
            scripts[name][each.script] = None
            folders[name] |= dict.fromkeys(ancestors(parent(each.at.path)))
            fetched = any(_DOWNLOADERS & set(runner.split()) for runner in each.run.runners)
            downloads[name] = downloads.get(name, True) and fetched
    found = [
        _of_project(name, tuple(by), folders[name], around, downloads=downloads[name])
        or _place(name, tuple(by), packages, around, downloads=downloads[name])
        for name, by in scripts.items()
    ]
    rank = {"nowhere": 0, "global": 1, "system": 2, "project": 3}
    return tuple(sorted(found, key=lambda each: (rank[each.origin], each.name)))


def _of_project(
    name: str, scripts: tuple[str, ...], folders: Iterable[str], around: Surroundings, *, downloads: bool
) -> CommandPlace | None:
    """Give the command as a package manager finds it for a script: in the folder of the script's manifest, or above."""
    for folder in folders:
        place = around.source / folder / "node_modules/.bin" / name
        # Bun makes no file without an ending on Windows.
        if os.path.lexists(place) or (around.platform == "win32" and os.path.lexists(place.with_name(f"{name}.exe"))):
            return CommandPlace(
                name=name, origin="project", scripts=scripts, path=around.shown(place), downloads=downloads
            )
    return None


def _place(
    name: str, scripts: tuple[str, ...], packages: tuple[GlobalPackage, ...], around: Surroundings, *, downloads: bool
) -> CommandPlace:
    found = which(name, around)
    if found is None:
        return CommandPlace(name=name, origin="nowhere", scripts=scripts, downloads=downloads)
    owner = _owner(found, name, packages, around)
    return CommandPlace(
        name=name,
        origin="global" if owner is not None else "system",
        scripts=scripts,
        path=around.shown(found),
        package=owner[0] if owner is not None else None,
        version=owner[1] if owner is not None else None,
        downloads=downloads,
    )


def _owner(
    place: Path, name: str, packages: tuple[GlobalPackage, ...], around: Surroundings
) -> tuple[str, str | None] | None:
    """Give the package that a command belongs to: the one that its file lies in, else one that says it has it (Volta
    and pnpm put a script in between, and so does npm on Windows, where it lies in the prefix itself)."""
    real = Path(os.path.realpath(place))
    found = package_around(real) if "node_modules" in real.parts else None
    if found is not None and found[1].name:
        return found[1].name, plain(found[1].version or "")
    by_name = next((each for each in packages if name in each.bins), None)
    shims = {".volta", "pnpm", ".bun", "shims", ".yarn"}
    of_pnpm = place.parent in (pnpm_home(around), pnpm_home(around) / "bin")
    of_npm = around.platform == "win32" and place.parent in prefixes(around)
    if by_name is not None and (of_npm or of_pnpm or shims & set(place.parts) or by_name.link is not None):
        return by_name.name, by_name.version
    return None
