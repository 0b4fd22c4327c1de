"""`Project` and what was read of it -> the `Setting` that imports are resolved in."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.paths import join, parent
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.project import Project
from buildcheck.model.syntax import ConfigFile
from buildcheck.survey.imports.aliases import BundlerAliases, next_aliases, vite_aliases
from buildcheck.survey.imports.look import Lookup, Style
from buildcheck.survey.imports.members import Members
from buildcheck.survey.imports.resolve import Setting, Tool
from buildcheck.survey.imports.tree import Tree
from buildcheck.survey.imports.tsconfig import TsConfigs

_LONGEST_CONFIG = 256 * 1024


def setting(
    project: Project,
    tree: Tree,
    *,
    modules: Mapping[str, Module],
    configs: Mapping[str, ConfigFile],
    documents: Mapping[str, Any],
    app: NextApp | None,
) -> Setting:
    """Say how imports of ``project`` are resolved. ``documents`` are its JSON files by path."""
    tool = _tool(project, app)
    path = app.config.path if app is not None and app.config is not None else _config_path(project)
    config = configs.get(path) if path is not None else None
    text = (Files(project.source).text(path, _LONGEST_CONFIG) or "") if path is not None else ""
    members = Members(project)
    root = vite_root(config, project.app) if tool == "vite" else project.app
    return Setting(
        lookup=Lookup(tree, documents, _style(tool, app), js_for_ts=not _refuses_js_for_ts(app, text)),
        members=members,
        tsconfigs=TsConfigs(documents, lambda name: _shared(name, members, documents)),
        aliases=_aliases(tool, config, modules.get(path or ""), text, project.app),
        tool=tool,
        root=root,
        public=join(root, "public"),
    )


def vite_root(config: ConfigFile | None, app: str) -> str:
    """Give the folder that Vite serves and builds: ``root`` of its configuration, else that of the configuration."""
    root = config.get("root").value if config is not None else None
    return posixpath.normpath(join(app, root)) if isinstance(root, str) and not root.startswith("/") else app


def _tool(project: Project, app: NextApp | None) -> Tool:
    if app is not None:
        return "next"
    return "vite" if project.framework is not None and project.framework.name == "vite" else "other"


def _config_path(project: Project) -> str | None:
    return project.framework.config if project.framework is not None else None


def _style(tool: Tool, app: NextApp | None) -> Style:
    if tool == "vite":
        return "vite"
    return "turbopack" if app is not None and app.bundler == "turbopack" else "webpack"


def _refuses_js_for_ts(app: NextApp | None, text: str) -> bool:
    """Next's webpack takes ``x.ts`` for ``x.js`` only where `experimental.extensionAlias` says so (``resolveConfig`` of
    `build/webpack-config`, 13 to 16). Turbopack and Vite do it by settings of their own."""
    return app is not None and app.bundler == "webpack" and "extensionAlias" not in text


def _aliases(tool: Tool, config: ConfigFile | None, module: Module | None, text: str, root: str) -> BundlerAliases:
    if tool == "next":
        return next_aliases(config, text, root)
    if tool == "vite":
        return vite_aliases(config, module, text, root)
    return BundlerAliases(text=text, open=True)


def _shared(name: str, members: Members, documents: Mapping[str, Any]) -> str | None:
    """Give the file of a workspace member that ``extends`` names (``@repo/tsconfig/next.json``)."""
    for owner, manifest in members.by_name.items():
        if name == owner or name.startswith(f"{owner}/"):
            place = posixpath.normpath(join(parent(manifest.path), name[len(owner) + 1 :] or "tsconfig.json"))
            tries = (place, f"{place}.json", join(place, "tsconfig.json"))
            return next((each for each in tries if each in documents), None)
    return None
