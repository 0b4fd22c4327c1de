"""``node_modules`` as it is, beside the lockfile: who made it, what is missing, too much, different, linked, unfit."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from buildcheck.load.regular_file import read_bytes
from buildcheck.model.machine import System, Tree, TreePackage
from buildcheck.model.project import LockedPackage, Lockfile, ManagerName, Project
from buildcheck.observe.global_packages import package_names
from buildcheck.observe.layouts import archives, hoisted, layout_of
from buildcheck.observe.surroundings import Surroundings, is_link, names
from buildcheck.observe.versions import plain

MODULES = "node_modules"
MOST = 500
"""Packages named of each list; a tree that differs in more was made for another lockfile."""

_DEEPEST = 12
_MOST_READ = 20_000
_MARKERS: tuple[tuple[str, ManagerName], ...] = (
    (".modules.yaml", "pnpm"),
    (".yarn-state.yml", "yarn"),
    (".yarn-integrity", "yarn"),
    (".package-lock.json", "npm"),
    # Folders that are there before an install has come to its end.
    (".pnpm", "pnpm"),
    (".bun", "bun"),
)


class Found(NamedTuple):
    """A package in the tree. ``place`` is relative to the install root, ``link`` where it leads outside of the tree."""

    name: str
    version: str | None
    place: str
    link: Path | None = None
    os: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()


class _Facts(msgspec.Struct):
    name: str | None = None
    version: str | None = None
    os: list[str] | str | None = None
    cpu: list[str] | str | None = None


def tree(project: Project, around: Surroundings, system: System) -> Tree | None:
    """Give the tree of the install root, ``None`` where nothing is installed there."""
    root = around.source / project.install_root
    modules = root / MODULES
    if not modules.is_dir() or is_link(modules):
        return archives(root)
    manager, marker = _made_by(modules, project)
    found = list(_walk(root, _folders(project, around, root), around))
    made = Tree(
        packages=len(found),
        manager=manager,
        made_by=marker,
        layout=layout_of(modules),
        hoisted=hoisted(modules, project),
        native=_told([_value(each) for each in found if each.os or each.cpu]),
        linked=_told([_linked(each, around) for each in found if each.link is not None]),
        unfit=_told(
            [_value(each) for each in found if not fits(each.os, system.os) or not fits(each.cpu, system.arch)]
        ),
    )
    lockfile = _lockfile(project, manager)
    if lockfile is None or lockfile.packages is None:
        return made
    return _compared(made, lockfile, [each for each in found if each.link is None], project, system)


def fits(stated: Iterable[str], ours: str) -> bool:
    """Whether a list as in ``os`` and ``cpu`` of package.json lets this platform in (``!win32`` shuts one out)."""
    listed = list(stated)
    wanted = [each for each in listed if not each.startswith("!")]
    return f"!{ours}" not in listed and (not wanted or ours in wanted or "any" in wanted)


def _folders(project: Project, around: Surroundings, root: Path) -> list[Path]:
    """Give the folders that may have a ``node_modules`` of their own: the root, and the packages of its workspace."""
    members = (around.source / each.path for each in (project.manifest, *project.member_manifests))
    return [root, *dict.fromkeys(each.parent for each in members if root in each.parent.parents)]


def _made_by(modules: Path, project: Project) -> tuple[ManagerName | None, str | None]:
    """Bun leaves no mark where it lays packages out as npm does, and all others do at the end of an install."""
    for name, manager in _MARKERS:
        if (modules / name).exists():
            return manager, name
    of_bun = bool(project.lockfiles) and all(each.manager == "bun" for each in project.lockfiles)
    return ("bun" if of_bun else None), None


def _lockfile(project: Project, manager: ManagerName | None) -> Lockfile | None:
    """Give the lockfile of the manager that made the tree, else the only one that there is."""
    of_it = [each for each in project.lockfiles if each.manager == manager]
    if of_it:
        return of_it[0]
    return project.lockfiles[0] if len(project.lockfiles) == 1 else None


def _walk(root: Path, folders: list[Path], around: Surroundings) -> Iterator[Found]:
    """Give each package once. Folders of pnpm's and Bun's stores are gone through as trees of their own."""
    waiting = [(folder / MODULES, 0) for folder in folders if not is_link(folder / MODULES)]
    read = 0
    while waiting and read < _MOST_READ:
        modules, depth = waiting.pop()
        stores = [modules / ".pnpm", modules / ".bun"] if depth == 0 else []
        waiting += [(store / each / MODULES, 1) for store in stores for each in names(store, _MOST_READ)]
        for name in package_names(modules):
            place = modules / name
            read += 1
            if is_link(place):
                yield from _link(place, name, root, around)
                continue
            if (found := _read(place, name, root)) is not None:
                yield found
            if depth < _DEEPEST and (place / MODULES).is_dir():
                waiting.append((place / MODULES, depth + 1))


def _link(place: Path, name: str, root: Path, around: Surroundings) -> Iterator[Found]:
    """A link into a store or to a folder of the source is how managers lay out a tree; any other was set by hand."""
    real = Path(os.path.realpath(place))
    if not around.is_inside(real) and real.exists():
        yield Found(name, None, place.relative_to(root).as_posix(), real)


def _read(place: Path, name: str, root: Path) -> Found | None:
    content = read_bytes(place / "package.json")
    if content is None:
        return None
    try:
        facts = msgspec.json.decode(content, type=_Facts)
    except (msgspec.DecodeError, RecursionError):
        facts = _Facts()
    where = place.relative_to(root).as_posix()
    return Found(name, plain(facts.version or "") or facts.version, where, None, _texts(facts.os), _texts(facts.cpu))


def _texts(value: list[str] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _compared(made: Tree, lockfile: Lockfile, found: list[Found], project: Project, system: System) -> Tree:
    locked = [each for each in lockfile.packages or () if not _is_own(each, project)]
    by_place = lockfile.manager == "npm" and made.manager in ("npm", None)
    sides = _by_place(locked, found) if by_place else _by_version(locked, found)
    missing = [each for each in sides.missing if _is_wanted(each, system)]
    development = bool(missing) and {id(each) for each in missing} == {
        id(each) for each in locked if each.dev and _is_wanted(each, system)
    }
    return msgspec.structs.replace(
        made,
        lockfile=lockfile.path,
        missing=_told([TreePackage(name=each.name, locked=each.version, place=each.path) for each in missing]),
        extraneous=_told([_value(each) for each in sides.extraneous]),
        different=_told([_value(each, locked=version) for each, version in sides.different]),
        production=development,
    )


class _Sides(NamedTuple):
    missing: list[LockedPackage]
    extraneous: list[Found]
    different: list[tuple[Found, str]]


def _by_place(locked: list[LockedPackage], found: list[Found]) -> _Sides:
    """npm says for each folder what lies there."""
    here = {each.place: each for each in found}
    there = {each.path: each for each in locked if each.path is not None}
    return _Sides(
        missing=[each for path, each in there.items() if path not in here and not each.bundled],
        extraneous=[each for path, each in here.items() if path not in there and not _is_bundled(path, there)],
        different=[
            (each, there[path].version)
            for path, each in here.items()
            if path in there and each.version and each.version != there[path].version
        ],
    )


def _is_bundled(path: str, there: dict[str, LockedPackage]) -> bool:
    """Whether it lies in a package that brings packages of its own, which old lockfiles do not list."""
    parts = path.split(f"/{MODULES}/")
    above = (f"/{MODULES}/".join(parts[:count]) for count in range(1, len(parts)))
    return any(each in there and bool(there[each].bundles) for each in above)


def _by_version(locked: list[LockedPackage], found: list[Found]) -> _Sides:
    """The other managers say which versions there are. A name that has one version on either side, not the same, is
    different; any other version that only one side has is missing or too much."""
    there: dict[str, dict[str, LockedPackage]] = defaultdict(dict)
    here: dict[str, dict[str, Found]] = defaultdict(dict)
    for each in locked:
        if plain(each.version):
            there[each.name].setdefault(each.version, each)
    for package in found:
        here[package.name].setdefault(package.version or "", package)
    sides = _Sides([], [], [])
    for name in sorted({*there, *here}):
        ours, theirs = here.get(name, {}), there.get(name, {})
        only_here = [each for version, each in ours.items() if version not in theirs]
        only_there = [each for version, each in theirs.items() if version not in ours]
        if len(only_here) == 1 and len(only_there) == 1:
            sides.different.append((only_here[0], only_there[0].version))
        elif theirs or name not in _names_of_odd(locked):
            sides.missing.extend(only_there)
            sides.extraneous.extend(only_here)
    return sides


def _names_of_odd(locked: list[LockedPackage]) -> frozenset[str]:
    """Names that are locked to something other than a version (a folder, an address): nothing can be compared."""
    return frozenset(each.name for each in locked if not plain(each.version))


def _is_own(package: LockedPackage, project: Project) -> bool:
    """Whether it is a package of the workspace: it is linked, not installed."""
    own = {each.name for each in (*project.member_manifests, project.manifest, project.root_manifest)}
    in_tree = package.path is None or f"{MODULES}/" in f"{package.path}"
    return not in_tree or (package.name in own and not plain(package.version))


def _is_wanted(package: LockedPackage, system: System) -> bool:
    """Whether an install on this platform would bring it. What may be absent by its nature is never missed."""
    if package.optional or package.bundled:
        return False
    return fits(package.os, system.os) and fits(package.cpu, system.arch)


def _value(found: Found, *, locked: str | None = None) -> TreePackage:
    return TreePackage(name=found.name, version=found.version, locked=locked, place=found.place)


def _linked(found: Found, around: Surroundings) -> TreePackage:
    link = around.shown(found.link) if found.link is not None else None
    return TreePackage(name=found.name, place=found.place, link=link)


def _told(packages: list[TreePackage]) -> tuple[TreePackage, ...]:
    return tuple(sorted(packages, key=lambda each: (each.place or "", each.name))[:MOST])
