"""Packages that are installed or linked for all projects of this user: read from the folders of each manager."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from buildcheck.load.regular_file import read_bytes
from buildcheck.model.machine import GlobalPackage
from buildcheck.model.project import ManagerName
from buildcheck.observe.npm_prefix import modules_folders
from buildcheck.observe.surroundings import Surroundings, is_link, names
from buildcheck.observe.versions import Stated, plain, stated

_MOST = 500


class _Requirements(msgspec.Struct):
    dependencies: dict[str, str] | None = None


def global_packages(around: Surroundings) -> tuple[GlobalPackage, ...]:
    """Give them, those of npm first. What Node itself ships (npm, corepack) is left out."""
    found = [*_npm(around), *_pnpm(around), *_yarn(around), *_bun(around)]
    return tuple({(each.manager, each.name, each.link): each for each in found[:_MOST]}.values())


def package_names(modules: Path) -> Iterator[str]:
    """Give the names of the packages right below a ``node_modules``."""
    for name in names(modules):
        if name.startswith("@"):
            yield from (f"{name}/{each}" for each in names(modules / name))
        elif not name.startswith("."):
            yield name


def _npm(around: Surroundings) -> Iterator[GlobalPackage]:
    for modules in modules_folders(around):
        for name in package_names(modules):
            if name not in ("npm", "corepack"):
                yield from _package(name, modules / name, "npm", around)


def pnpm_home(around: Surroundings) -> Path:
    """Give the folder that pnpm keeps global packages in, and their commands in it or in its ``bin`` (pnpm 11)."""
    defaults = {"darwin": "Library/pnpm", "win32": "AppData/Local/pnpm"}
    return around.folder_of("PNPM_HOME", defaults.get(around.platform, ".local/share/pnpm"))


def _pnpm(around: Surroundings) -> Iterator[GlobalPackage]:
    """Until pnpm 10 one project holds them all (``global/5``). Since 11 each has its own (``global/v11/…``), and
    a link to that beside it."""
    data = around.folder_of("XDG_DATA_HOME", ".local/share") / "pnpm"
    for root in dict.fromkeys((pnpm_home(around) / "global", data / "global")):
        for layout in names(root):
            inner = (root / layout / each for each in names(root / layout, _MOST) if layout.startswith("v"))
            for project in (root / layout, *(each for each in inner if not is_link(each))):
                yield from _declared(project, "pnpm", around)


def _yarn(around: Surroundings) -> Iterator[GlobalPackage]:
    home = _yarn_home(around)
    yield from _declared(home / "global", "yarn", around)
    for name in package_names(home / "link"):
        yield from _package(name, home / "link" / name, "yarn", around)


def _yarn_home(around: Surroundings) -> Path:
    """Give the folder that Yarn 1 keeps its data in (yarn 1.22.22, ``util/user-dirs``)."""
    if around.platform == "win32":
        return around.folder_of("LOCALAPPDATA", "AppData/Local") / "Yarn/Data"
    if "XDG_DATA_HOME" in around.environ:
        return around.folder_of("XDG_DATA_HOME") / "yarn"
    return Path("/usr/local/share/.config/yarn") if _is_root(around) else around.home / ".config/yarn"


def _is_root(around: Surroundings) -> bool:
    """Whether Yarn 1 takes another home folder, as it does for root (yarn 1.22, ``util/user-home-dir``)."""
    return getattr(os, "geteuid", lambda: 1)() == 0 and "FAKEROOTKEY" not in around.environ


def _bun(around: Surroundings) -> Iterator[GlobalPackage]:
    home = around.folder_of("BUN_INSTALL", ".bun") / "install/global"
    yield from _declared(home, "bun", around)
    modules = home / "node_modules"
    for name in package_names(modules):
        if is_link(modules / name):
            yield from _package(name, modules / name, "bun", around)


def _declared(project: Path, manager: ManagerName, around: Surroundings) -> Iterator[GlobalPackage]:
    """Give what the package.json of a manager's global project requires, as it lies in its ``node_modules``."""
    try:
        required = msgspec.json.decode(read_bytes(project / "package.json") or b"{}", type=_Requirements).dependencies
    except (msgspec.DecodeError, RecursionError):
        return
    for name in required or {}:
        parts = name.split("/")
        if ".." not in parts and name:
            yield from _package(name, project.joinpath("node_modules", *parts), manager, around)


def _package(name: str, place: Path, manager: ManagerName, around: Surroundings) -> Iterator[GlobalPackage]:
    said = stated(place)
    if said is None:
        return
    real = Path(os.path.realpath(place))
    linked = is_link(place) and "node_modules" not in real.parts
    version = plain(said.version or "")
    link = around.shown(real) if linked else None
    yield GlobalPackage(name=name, manager=manager, version=version, link=link, bins=_bins(name, said))


def _bins(name: str, said: Stated) -> tuple[str, ...]:
    if isinstance(said.bin, str):
        return (name.rpartition("/")[2],)
    return tuple(sorted(said.bin or ()))[:100]
