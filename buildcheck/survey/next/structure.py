"""All that the conflicts of an app are looked for in: its files, its folders, its routes, by version and bundler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from buildcheck.model.module import Module
from buildcheck.model.next_app import Bundler, Route
from buildcheck.model.syntax import ConfigFile
from buildcheck.model.value import At
from buildcheck.survey.next.config import ConfigFiles
from buildcheck.survey.next.folders import Folders
from buildcheck.survey.next.routes import is_private
from buildcheck.survey.next.tree import Tree


class Structure(NamedTuple):
    """Folders are relative to the app, as `Tree` has them; the paths of routes and conventions to the source root.
    ``extensions`` are those that Next uses, or its defaults where ``extensions_known`` is false."""

    tree: Tree
    version: tuple[int, int, int]
    bundler: Bundler
    folders: Folders
    config_files: ConfigFiles
    config: ConfigFile | None
    extensions: tuple[str, ...]
    extensions_known: bool
    routes: tuple[Route, ...]
    conventions: Mapping[str, str]
    modules: Mapping[str, Module]

    def at(self, path: str) -> At:
        """Give the place of a file or folder of the app."""
        return At(path=self.tree.full(path))

    @property
    def defaults(self) -> frozenset[str]:
        """The entries of the ``default`` files of the app router (``/@cart/default``)."""
        found = set[str]()
        for path in self.tree.below(self.folders.app) if self.folders.app else ():
            folder, slash, name = path.rpartition("/")
            if name in {f"default.{each}" for each in self.extensions} and not is_private(path, self.version):
                found.add(f"/{folder}{slash}default")
        return frozenset(found)

    def of(self, router: str) -> tuple[Route, ...]:
        """Give the routes of one router, without the special ones."""
        return tuple(each for each in self.routes if each.router == router and each.kind != "special")
