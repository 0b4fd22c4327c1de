"""Imports that lead to packages -> `PackageUse`, the first of each kind, with what needs them.

A configuration file belongs to the tool that reads it, whatever else leads to it. Of the other files, those that an
entry of the build leads to count for the build, and the rest for what their names say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from buildcheck.load.paths import ancestors, parent
from buildcheck.model.dependencies import Need, PackageUse
from buildcheck.model.project import Project
from buildcheck.model.survey import Edge
from buildcheck.survey.dependencies.supply import Supplies

# Configurations by the beginning of their names; those of frameworks and style sheets are read by the build.
_CONFIGS: dict[str, Need] = {
    "eslint.config.": "lint", ".eslintrc.": "lint", "prettier.config.": "lint", ".prettierrc.": "lint",
    "stylelint.config.": "lint", ".stylelintrc.": "lint", "commitlint.config.": "lint", "lint-staged.config.": "lint",
    ".lintstagedrc.": "lint", "jest.config.": "test", "jest.setup.": "test", "vitest.config.": "test",
    "vitest.setup.": "test", "vitest.workspace.": "test", "playwright.config.": "test", "cypress.config.": "test",
    "karma.conf.": "test", "drizzle.config.": "dev", "codegen.": "dev", "plopfile.": "dev",
    "postcss.config.": "build", "tailwind.config.": "build", "next.config.": "build", "vite.config.": "build",
    "babel.config.": "build", ".babelrc.": "build", "svelte.config.": "build", "astro.config.": "build",
    "nuxt.config.": "build", "gatsby-config.": "build", "gatsby-node.": "build", "craco.config.": "build",
    "vue.config.": "build", "react-router.config.": "build", "remix.config.": "build", "webpack.config.": "build",
    "next-sitemap.config.": "dev",
}  # fmt: skip
_TEST_FOLDERS = frozenset(
    {"test", "tests", "__tests__", "__mocks__", "e2e", "cypress", "playwright", "spec", "fixtures", "__fixtures__"}
)
_STYLES = (".css", ".scss", ".sass", ".less", ".styl")


class ImportUses:
    """Reads the uses of one project. ``reached`` are the modules that the build reads, ``checked`` the files
    whose types it checks, ``installing`` the modules that scripts of the install run."""

    def __init__(
        self,
        project: Project,
        supplies: Supplies,
        reached: Mapping[str, str | None] | None,
        checked: frozenset[str],
        installing: frozenset[str] = frozenset(),
    ) -> None:
        self._project = project
        self._supplies = supplies
        self._reached = reached
        self._checked = checked
        self._installing = installing
        manifests = (each.path for each in project.source.entries if each.path.endswith("package.json"))
        self._folders = {parent(each) for each in manifests if posixpath.basename(each) == "package.json"}

    def read(self, edges: Mapping[str, tuple[Edge, ...]]) -> tuple[PackageUse, ...]:
        """Give the uses of the packages that ``edges`` lead to, those of modules that the build reads first."""
        found: dict[tuple[str, str, Need, bool], PackageUse] = {}
        order = {path: place for place, path in enumerate(self._reached or {})}
        for path in sorted(edges, key=lambda each: (order.get(each, len(order)), each)):
            folder = self._owner(path)
            if folder is None:
                continue
            for use in self._of_file(path, folder, edges[path]):
                found.setdefault((use.package, folder, use.needed, use.guarded), use)
        return tuple(found.values())

    def _owner(self, path: str) -> str | None:
        """Give the folder of the manifest that must declare what the file asks for; ``None`` for the file of a package
        that is not part of this project."""
        nearest = next((each for each in ancestors(parent(path)) if each in self._folders), None)
        if nearest is None or nearest in self._supplies.manifests:
            return nearest
        return self._project.app if self._reached is not None and path in self._reached else None

    def _of_file(self, path: str, folder: str, edges: tuple[Edge, ...]) -> Iterator[PackageUse]:
        need: Need | None = None
        for edge in edges:
            package = self._package(edge)
            if package is None:
                continue
            need = need or self._need(path)
            needed = self._needed(edge, need, path)
            if needed is not None:
                yield PackageUse(
                    package=package,
                    folder=folder,
                    by="import",
                    needed=needed,
                    at=edge.at,
                    asked=edge.request.specifier,
                    guarded=edge.request.guarded,
                )

    def _package(self, edge: Edge) -> str | None:
        if edge.package is None or edge.alias is not None:
            return None
        inside = edge.package in self._supplies.members and edge.outcome in ("file", "unknown")
        return edge.package if edge.outcome == "package" or inside else None

    def _needed(self, edge: Edge, need: Need, path: str) -> Need | None:
        """Say what needs an import; ``None`` where nothing fails without it."""
        request = edge.request
        loads = request.loads or request.kind == "style"
        if request.kind in ("mock", "url", "resolve"):
            return None
        if loads and need in ("build", "install"):
            return need
        if path in self._checked and _is_checked(edge):
            return "types"
        return need if loads else None

    def _need(self, path: str) -> Need:
        name = posixpath.basename(path)
        config = next((need for stem, need in _CONFIGS.items() if name.startswith(stem)), None)
        if config is not None:
            return config if config != "build" or self._is_own(path) else "dev"
        if self._reached is not None and path in self._reached:
            return "build"
        if path in self._installing:
            return "install"
        parts = path.split("/")
        if ".test." in name or ".spec." in name or not _TEST_FOLDERS.isdisjoint(parts[:-1]):
            return "test"
        return "unknown" if self._reached is None and ".storybook" not in parts else "dev"

    def _is_own(self, path: str) -> bool:
        """Whether a build's configuration lies where the app's build looks for it."""
        return parent(path) in (self._project.app, self._project.install_root)


def _is_checked(edge: Edge) -> bool:
    """Whether the compiler must find what an import asks for: not for one that is made for its effects (before
    ``noUncheckedSideEffectImports``), nor for a style sheet, nor a ``require`` of a script."""
    request = edge.request
    if request.kind == "require" or request.specifier.partition("?")[0].endswith(_STYLES):
        return False
    return request.kind != "import" or bool(request.names)
