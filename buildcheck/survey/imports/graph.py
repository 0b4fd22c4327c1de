"""A project with its modules -> where every import leads, and what the build reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from buildcheck.load.files import Files
from buildcheck.model.module import Import
from buildcheck.model.project import Project
from buildcheck.model.survey import Edge, Generator
from buildcheck.survey.imports.entries import Scene, entries
from buildcheck.survey.imports.exported import with_lacks
from buildcheck.survey.imports.generators import Generators, find_generators
from buildcheck.survey.imports.html import page_imports
from buildcheck.survey.imports.reach import reach
from buildcheck.survey.imports.read import Read
from buildcheck.survey.imports.resolve import Resolver, Setting
from buildcheck.survey.imports.setting import config_path, make_setting
from buildcheck.survey.imports.tree import Tree
from buildcheck.survey.imports.typecheck import checked_files

_LONGEST = 1024 * 1024
_FAILED = frozenset({"missing", "left-out", "letter-case"})
_SILENCERS = ("@ts-ignore", "@ts-expect-error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The fields of a `Survey` that are found here."""

    edges: Mapping[str, tuple[Edge, ...]]
    reached: Mapping[str, str | None] | None
    checked: frozenset[str]
    generators: Mapping[str, Generator]
    looked_at: frozenset[str]


def read_graph(project: Project, read: Read) -> Graph:
    """Resolve the imports of ``project``, and follow them from where the build begins."""
    files, tree = Files(project.source), Tree(project.source)
    path = config_path(project, read.app)
    setting = make_setting(project, tree, read)
    config_module = read.modules.get(path or "")
    imported = [each.specifier for each in config_module.imports] if config_module is not None else []
    generators = find_generators(project, files, read.commands, imported)
    scene = Scene(
        tree=tree,
        modules=read.modules,
        build=read.build,
        app=project.app,
        root=setting.root,
        config_path=path,
        config=read.configs.get(path or ""),
        next=read.app,
        vite=setting.tool == "vite",
    )
    begins = entries(scene)
    typed = "typescript" in setting.members.declared
    checked = checked_files(
        read.modules if typed else (),
        setting.tsconfigs,
        read.build,
        project.app,
        app=read.app,
        text=setting.aliases.text,
    )
    requests = {path: module.imports for path, module in read.modules.items()}
    requests |= {
        each: page_imports(files.text(each, _LONGEST) or "") for each in begins or () if each.endswith(".html")
    }
    edges = _edges(requests, setting, generators)
    edges = with_lacks(edges, read.modules)
    _silence(edges, checked, files)
    return Graph(
        edges=edges,
        reached=reach(begins, edges) if begins is not None else None,
        checked=checked,
        generators=generators.found,
        looked_at=tree.looked_at,
    )


def _edges(
    requests: Mapping[str, tuple[Import, ...]], setting: Setting, generators: Generators
) -> dict[str, tuple[Edge, ...]]:
    resolver = Resolver(setting)
    found = {}
    for importer, imports in requests.items():
        if imports:
            found[importer] = tuple(generators.mark(_edge(importer, each, resolver)) for each in imports)
    return found


def _edge(importer: str, request: Import, resolver: Resolver) -> Edge:
    found = resolver.resolve(importer, request.specifier, request.kind)
    return Edge(
        importer=importer,
        request=request,
        outcome=found.outcome,
        target=found.target,
        package=found.package,
        subpath=found.subpath,
        alias=found.alias,
        wanted=found.wanted,
        respelled=found.respelled,
    )


def _silence(edges: dict[str, tuple[Edge, ...]], checked: frozenset[str], files: Files) -> None:
    """Mark the edges of type-checked files that a comment takes out of the check. Only files with an import that
    leads nowhere are read for it."""
    for importer, found in edges.items():
        if importer in checked and any(_fails(each) for each in found):
            lines = (files.text(importer, _LONGEST) or "").split("\n")
            edges[importer] = tuple(_marked(found, lines))


def _marked(found: tuple[Edge, ...], lines: list[str]) -> Iterator[Edge]:
    unchecked = any("@ts-nocheck" in each for each in lines[:30])
    for edge in found:
        above = lines[max(edge.request.line - 2, 0) : edge.request.line]
        silent = unchecked or any(mark in each for mark in _SILENCERS for each in above)
        yield replace(edge, silenced=True) if silent and _fails(edge) else edge


def _fails(edge: Edge) -> bool:
    return edge.outcome in _FAILED or bool(edge.lacks)
