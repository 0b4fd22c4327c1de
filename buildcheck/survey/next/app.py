"""`Project` with its modules and configurations -> `NextApp`: version, bundler, folders, routes, conflicts."""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.project import Project
from buildcheck.model.syntax import ConfigFile
from buildcheck.survey.next.bundler import choose_bundler
from buildcheck.survey.next.config import DEFAULT_EXTENSIONS, find_config, page_extensions, switched_on
from buildcheck.survey.next.conflicts.find import find_conflicts
from buildcheck.survey.next.conventions import find_conventions
from buildcheck.survey.next.folders import find_folders
from buildcheck.survey.next.routes import Sources, app_routes, pages_routes
from buildcheck.survey.next.structure import Structure
from buildcheck.survey.next.tree import Tree
from buildcheck.survey.next.version import next_version


def survey_next(project: Project, modules: Mapping[str, Module], configs: Mapping[str, ConfigFile]) -> NextApp | None:
    """Say how Next sees ``project``; ``None`` where another framework builds it."""
    if project.framework is None or project.framework.name != "next":
        return None
    version, certain = next_version(project.framework)
    tree = Tree(project.source.entries, project.app)
    files = find_config(tree, frozenset(each.path for each in project.source.entries), version)
    config = configs.get(files.used) if files.used else None
    extensions = page_extensions(config, readable=files.used is None)
    enabled = version >= (13, 4, 0) or switched_on(config, "experimental", "appDir") is not False
    folders = find_folders(tree, version, app_enabled=enabled)
    used = extensions or DEFAULT_EXTENSIONS
    bundler = choose_bundler(version, project.manifest.scripts)
    sources = Sources(tree, version, bundler, used, modules)
    routes = (
        *(app_routes(sources, folders.app) if folders.app else ()),
        *(pages_routes(sources, folders.pages) if folders.pages else ()),
    )
    instrumented = switched_on(config, "experimental", "instrumentationHook") is not False
    conventions = find_conventions(tree, folders, version, used, instrumented=instrumented)
    structure = Structure(
        tree=tree,
        version=version,
        bundler=bundler,
        folders=folders,
        config_files=files,
        config=config,
        extensions=used,
        extensions_known=extensions is not None,
        routes=routes,
        conventions=conventions,
        modules=modules,
    )
    return NextApp(
        root=project.app,
        version=version,
        certain=certain,
        bundler=bundler,
        config=config,
        app_dir=tree.full(folders.app) if folders.app else None,
        pages_dir=tree.full(folders.pages) if folders.pages else None,
        ignored_dirs=tuple(map(tree.full, folders.ignored)),
        page_extensions=extensions,
        routes=routes,
        conventions=conventions,
        conflicts=find_conflicts(structure),
    )
