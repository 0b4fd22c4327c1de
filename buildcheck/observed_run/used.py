"""Lines of a trace -> modules, programs and files outside of the project, with places as a snapshot tells them."""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from buildcheck.model.observed import UsedFile, UsedModule, UsedNode, UsedProgram
from buildcheck.observe.npm_prefix import modules_folders
from buildcheck.observe.surroundings import Surroundings
from buildcheck.observe.versions import package_around, plain
from buildcheck.observed_run.places import Folders, place_of
from buildcheck.observed_run.trace import AnyLine, FileLine, ModuleLine, ProcessLine, ProgramLine

_OWN = frozenset({"node", "npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg", "bun", "bunx", "corepack"})
# Yarn 2 and later put a script in a folder of its own before each command of the project (@yarnpkg/core `scriptUtils`).
_WRAPPER = re.compile(r"/xfs-[0-9a-f]{8}/[^/]+$")
_ENDING = re.compile(r"\.(?:cmd|exe|bat|ps1|[cm]?js)$")


class Used(NamedTuple):
    """The parts of `Observed` that the trace of use tells."""

    scripts: tuple[str, ...]
    nodes: tuple[UsedNode, ...]
    modules: tuple[UsedModule, ...]
    programs: tuple[UsedProgram, ...]
    files: tuple[UsedFile, ...]
    system_files: int


def used(lines: Iterable[AnyLine], around: Surroundings) -> Used:
    """Give what the lines tell. Programs and packages are looked up on disk for their versions."""
    listed = list(lines)
    processes = [each for each in listed if isinstance(each, ProcessLine)]
    started = [each for each in listed if isinstance(each, ProgramLine)]
    loaded = {each.path for each in listed if isinstance(each, ModuleLine)}
    read = [each for each in listed if isinstance(each, FileLine) and each.path not in loaded]
    files, system_files = _files(read, around)
    scripts = [each.script for each in processes] + [each.script for each in started]
    return Used(
        scripts=tuple(dict.fromkeys(each for each in scripts if each)),
        nodes=tuple(dict.fromkeys(_node(each, around) for each in processes)),
        modules=_modules([each for each in listed if isinstance(each, ModuleLine)], around),
        programs=tuple(_programs(processes, started, around)),
        files=files,
        system_files=system_files,
    )


def _node(line: ProcessLine, around: Surroundings) -> UsedNode:
    return UsedNode(version=line.node, path=around.shown(Path(line.path)), imports=line.modules)


def _modules(lines: Iterable[ModuleLine], around: Surroundings) -> tuple[UsedModule, ...]:
    """Give each module once, by the first who asked."""
    first: dict[tuple[str | None, str], ModuleLine] = {}
    for line in lines:
        first.setdefault((line.package, line.path), line)
    return tuple(_module(each, around) for each in first.values())


def _module(line: ModuleLine, around: Surroundings) -> UsedModule:
    path = Path(line.path)
    version = None
    found = package_around(path / "package.json") if line.package is not None else None
    if found is not None and found[1].name == line.package:
        path, version = found[0], plain(found[1].version or "")
    return UsedModule(package=line.package, path=around.shown(path), via=line.via, by=line.by, version=version)


class _Program(NamedTuple):
    name: str
    path: Path
    ran: bool
    script: str | None
    by: str | None


def _programs(
    processes: Iterable[ProcessLine], started: Iterable[ProgramLine], around: Surroundings
) -> Iterator[UsedProgram]:
    """Give each program once. What a shell's line calls and what told itself that it ran are the same by their name."""
    known: dict[str, list[_Program]] = defaultdict(list)
    for line in started:
        name = _ENDING.sub("", line.name)
        known[name].append(_Program(name, Path(line.path), not line.shell, line.script, line.by))
    for process in processes:
        if process.main and process.name and not around.is_inside(Path(process.main)):
            name = _ENDING.sub("", process.name)
            known[name].append(_Program(name, Path(process.main), True, process.script, None))
    for name, listed in known.items():
        owner = _owner([each.path for each in listed])
        if all(_WRAPPER.search(each.path.as_posix()) for each in listed):
            continue
        if name not in _OWN and (owner is None or owner[0] not in _OWN):
            yield UsedProgram(
                name=name,
                path=around.shown(listed[0].path),
                ran=any(each.ran for each in listed),
                scripts=tuple(dict.fromkeys(each.script for each in listed if each.script)),
                package=owner[0] if owner is not None else None,
                version=owner[1] if owner is not None else None,
                by=next((each.by for each in listed if each.by), None),
            )


def _owner(places: Iterable[Path]) -> tuple[str, str | None] | None:
    for place in places:
        real = Path(os.path.realpath(place))
        found = package_around(real) if "node_modules" in real.parts else None
        if found is not None and found[1].name:
            return found[1].name, plain(found[1].version or "")
    return None


def _files(lines: Iterable[FileLine], around: Surroundings) -> tuple[tuple[UsedFile, ...], int]:
    """Give those that are no part of the system, and how many are. ``node_modules`` itself is passed on the way."""
    folders = _folders(around)
    told: dict[str, UsedFile] = {}
    system: set[str] = set()
    for line in lines:
        path = Path(line.path)
        place = place_of(path, folders)
        if path.name == "node_modules":
            continue
        if place == "system":
            system.add(line.path)
            continue
        before = told.get(line.path)
        told[line.path] = UsedFile(
            path=around.shown(path),
            place=place,
            read=line.how == "read" or (before is not None and before.read),
            by=(before.by if before is not None else None) or line.by,
        )
    return tuple(told.values()), len(system)


def _folders(around: Surroundings) -> Folders:
    home = Path(os.path.realpath(around.home))
    return Folders(
        source=around.source,
        home=home,
        prefixes=tuple(dict.fromkeys(Path(os.path.realpath(each)) for each in modules_folders(around))),
        temporary=(Path(os.path.realpath(tempfile.gettempdir())),),
    )
