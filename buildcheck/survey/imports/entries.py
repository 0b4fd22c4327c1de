"""Where the build begins to read: routes and conventions, pages, configurations, files that its script names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from buildcheck.load.paths import join
from buildcheck.model.invocation import Invocation
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.syntax import ConfigFile, Known, Listing, Node, Table, Unknown
from buildcheck.survey.imports.tree import Tree
from buildcheck.survey.next.app_files import app_files, with_usual_extensions

_CONFIGS = ("postcss.config", "tailwind.config", "babel.config", ".postcssrc")
_ENDINGS = (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts")
# What Sentry's and next-intl's plugins add to the build, by the import that shows the plugin in next.config.
_ADDED = {
    "@sentry/nextjs": ("sentry.client.config", "sentry.server.config", "sentry.edge.config"),
    "next-intl/plugin": ("i18n/request", "src/i18n/request"),
}
# Programs that read nothing of the source's modules, or only such as their own words name. Vite is none of them: where
# it is not known by its pages, a framework's plugin (TanStack Start, SvelteKit) tells it where to begin.
_READS_WHAT_IT_NAMES = frozenset(
    {
        "node", "tsx", "ts-node", "bun", "esno", "jiti", "vite-node", "esbuild", "echo", "rm", "rimraf", "cp",
        "copyfiles", "mkdir", "mv", "touch", "cat", "true", "exit", "test", "cd", "chmod", "shx", "cpy", "del",
        "del-cli", "sleep", "export", "prisma", "next", "eslint", "biome", "prettier", "sass",
        "tailwindcss", "postcss",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What entries are found in. ``config`` is the configuration of the framework's tool, ``root`` the folder that this
    tool builds, ``app`` that of the manifest."""

    tree: Tree
    modules: Mapping[str, Module]
    build: tuple[Invocation, ...]
    app: str
    root: str
    config_path: str | None = None
    config: ConfigFile | None = None
    next: NextApp | None = None
    vite: bool = False


def entries(scene: Scene) -> tuple[str, ...] | None:
    """Give the files that the build begins with; ``None`` where they can't be known."""
    found = [*_named(scene)]
    if scene.next is not None:
        found += _next(scene, scene.next)
    elif scene.vite:
        pages = _vite_inputs(scene)
        if pages is None:
            return None
        found += pages
    elif not scene.build or any(each.tool not in _READS_WHAT_IT_NAMES for each in scene.build):
        return None
    if scene.config_path is not None:
        found += [scene.config_path, *_configs(scene)]
    return tuple(dict.fromkeys(found))


def _named(scene: Scene) -> Iterator[str]:
    """Give the modules that commands of the build script name: ``node scripts/x.mjs``, ``esbuild server.ts``."""
    for each in scene.build:
        for word in each.words[1:] if each.folder is not None else ():
            place = posixpath.normpath(posixpath.join(scene.app, each.folder or ".", word.strip("\"'")))
            path = scene.tree.file(place) or (scene.tree.file(f"{place}.js") if each.tool == "node" else None)
            if path is not None and path in scene.modules:
                yield path


def _next(scene: Scene, app: NextApp) -> Iterator[str]:
    yield from (each.path for each in app.routes)
    yield from app_files(with_usual_extensions(app), scene.modules)
    yield from app.conventions.values()
    config = scene.modules.get(scene.config_path or "")
    imported = {each.specifier for each in config.imports} if config is not None else set()
    for package, stems in _ADDED.items():
        if package in imported:
            yield from _existing(scene, (join(scene.app, stem) for stem in stems), (*_ENDINGS, ".tsx", ".jsx"))


def _configs(scene: Scene) -> Iterator[str]:
    return _existing(scene, (join(scene.app, stem) for stem in _CONFIGS), _ENDINGS)


def _existing(scene: Scene, stems: Iterable[str], endings: tuple[str, ...]) -> Iterator[str]:
    return (f"{stem}{ending}" for stem in stems for ending in endings if f"{stem}{ending}" in scene.tree.files)


def _vite_inputs(scene: Scene) -> list[str] | None:
    """Give what ``vite build`` takes in: ``index.html``, or what the configuration names instead."""
    named = []
    for keys in (("build", "rollupOptions", "input"), ("build", "rolldownOptions", "input"), ("build", "lib", "entry")):
        answer = scene.config.get(*keys) if scene.config is not None else None
        for node in answer.nodes if answer is not None else ():
            inputs = list(_paths(node, scene.root))
            if None in inputs:
                return None
            named += [path for each in inputs if each is not None and (path := scene.tree.file(each))]
    page = join(scene.root, "index.html")
    return named or ([page] if page in scene.tree.files else None)


def _paths(node: Node, root: str) -> Iterator[str | None]:
    match node:
        case Known(value=str(text)):
            yield posixpath.normpath(join(root, text.lstrip("/")))
        case Unknown(path=str(text)):
            yield posixpath.normpath(join(root, text))
        case Table(entries=table, open=False):
            for each in table.values():
                yield from _paths(each, root)
        case Listing(items=items, open=False):
            for each in items:
                yield from _paths(each, root)
        case _:
            yield None
