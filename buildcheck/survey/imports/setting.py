"""`Project` and what was read of it -> the `Setting` that imports are resolved in."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any, Literal

from buildcheck.load.files import Files
from buildcheck.load.paths import join, parent
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.project import Project
from buildcheck.model.syntax import ConfigFile
from buildcheck.survey.imports.aliases import BundlerAliases, next_aliases, vite_aliases
from buildcheck.survey.imports.look import Lookup, Style
from buildcheck.survey.imports.members import Members
from buildcheck.survey.imports.read import Read
from buildcheck.survey.imports.resolve import Setting, Tool
from buildcheck.survey.imports.tree import Tree
from buildcheck.survey.imports.tsconfig import TsConfigs

_LONGEST_CONFIG = 256 * 1024


def make_setting(project: Project, tree: Tree, read: Read) -> Setting:
    """Say how imports of ``project`` are resolved."""
    tool = _tool(project, read.app)
    path = config_path(project, read.app) or ""
    config = read.configs.get(path)
    text = Files(project.source).text(path, _LONGEST_CONFIG) or ""
    members = Members(project)
    root = vite_root(config, project.app) if tool == "vite" else project.app
    return Setting(
        lookup=Lookup(tree, _style(tool, read.app)),
        members=members,
        tsconfigs=TsConfigs(read.documents, lambda name: _shared(name, members, read.documents)),
        aliases=_aliases(tool, config, read.modules.get(path), text, project.app),
        tool=tool,
        root=root,
        public=join(root, "public"),
        js_for_ts=_js_for_ts(project, read.app, text),
    )


def vite_root(config: ConfigFile | None, app: str) -> str:
    """Give the folder that Vite serves and builds: ``root`` of its configuration, else that of the configuration."""
    root = config.get("root").value if config is not None else None
    return posixpath.normpath(join(app, root)) if isinstance(root, str) and not root.startswith("/") else app


def _tool(project: Project, app: NextApp | None) -> Tool:
    if app is not None:
        return "next"
    return "vite" if project.framework is not None and project.framework.name == "vite" else "other"


def config_path(project: Project, app: NextApp | None) -> str | None:
    """Give the configuration file of the tool that builds."""
    if app is not None and app.config is not None:
        return app.config.path
    return project.framework.config if project.framework is not None else None


def _style(tool: Tool, app: NextApp | None) -> Style:
    if tool == "vite":
        return "vite"
    return "turbopack" if app is not None and app.bundler == "turbopack" else "webpack"


def _js_for_ts(project: Project, app: NextApp | None, text: str) -> Literal["all", "typescript", "none"]:
    """Next's webpack takes ``x.ts`` for ``x.js`` only where `experimental.extensionAlias` says so (``resolveConfig`` of
    `build/webpack-config`, 13 to 16), Vite before 7 only where TypeScript asks (``tryCleanFsResolve``). Turbopack does
    it by settings that are not read here."""
    if app is not None:
        return "none" if app.bundler == "webpack" and "extensionAlias" not in text else "all"
    vite = project.framework is not None and project.framework.name == "vite" and project.framework.version
    major = (vite or "").partition(".")[0]
    return "typescript" if major.isdigit() and int(major) < 7 else "all"


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
