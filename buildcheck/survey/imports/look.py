"""A path as an import writes it -> the file that the tools take for it, or what is there instead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from buildcheck.survey.imports.tree import Tree

Style = Literal["webpack", "turbopack", "vite"]
Found = Literal["file", "letter-case", "left-out", "missing"]

# Which goes first matters only where two files differ in nothing else. Next.js: `build/webpack-config`, `resolveConfig`
# (13 to 16); Turbopack: the default of `turbopack.resolveExtensions`; Vite: the default of `resolve.extensions`.
# What follows after these is taken by one tool or another, or by the type checker alone.
_REST = (".mts", ".cts", ".cjs", ".d.ts", ".d.mts", ".wasm", ".node")
_EXTENSIONS: dict[Style, tuple[str, ...]] = {
    "webpack": (".js", ".mjs", ".tsx", ".ts", ".jsx", ".json", *_REST),
    "turbopack": (".tsx", ".ts", ".jsx", ".js", ".mjs", ".json", *_REST),
    "vite": (".mjs", ".js", ".mts", ".ts", ".jsx", ".tsx", ".json", *_REST),
}
_STYLES = (".css", ".scss", ".sass", ".less", ".styl")
# TypeScript code names the file that it will be compiled to.
_SOURCES = {".js": (".ts", ".tsx", ".d.ts"), ".jsx": (".tsx",), ".mjs": (".mts", ".d.mts"), ".cjs": (".cts",)}


class Look(NamedTuple):
    """``target`` is what was found: the file, the file in other letters, or the one that only this disk has.
    ``wanted`` is that path as the import spells it; ``respelled`` says that this disk has it so as well."""

    found: Found
    target: str | None = None
    wanted: str | None = None
    respelled: bool = False


class Lookup:
    """Looks paths up in ``tree`` as the bundler ``style`` does."""

    def __init__(self, tree: Tree, style: Style) -> None:
        self.tree = tree
        self._extensions = _EXTENSIONS[style]

    def look(self, place: str, *, styles: bool = False, exact: bool = False, js_for_ts: bool = False) -> Look:
        """Look for ``place``. ``styles``: a style sheet asks. ``exact``: nothing is added to it (``exports``).
        ``js_for_ts``: ``x.ts`` is taken where ``x.js`` is asked for."""
        names = [place] if exact else self._names(place, styles=styles)
        names += self._sources(place) if js_for_ts else ()
        target = self._file(place, names, exact=exact)
        if target is not None:
            return Look("file", target, place)
        names = names if exact else [*names, *self._indexes(place)]
        for name in names:
            other = self.tree.in_other_letters(name)
            if other is not None and name not in self.tree.untracked:
                return Look("letter-case", other, name, self.tree.on_disk(name))
        left = next((name for name in names if self.tree.on_disk(name)), None)
        return Look("left-out", left, left) if left is not None else Look("missing")

    def _file(self, place: str, names: Sequence[str], *, exact: bool) -> str | None:
        for name in names:
            found = self.tree.file(name)
            if found is not None:
                return found
        folder = None if exact else self.tree.folder(place)
        if folder is None:
            return None
        return next((found for name in self._indexes(folder) if (found := self.tree.file(name))), None)

    def _names(self, place: str, *, styles: bool = False) -> list[str]:
        names = [place, *(place + each for each in (_STYLES if styles else self._extensions))]
        if styles:
            # Sass leaves out the underscore of a partial (https://sass-lang.com/documentation/at-rules/use/#partials).
            folder, slash, name = place.rpartition("/")
            names += [f"{folder}{slash}_{name}{each}" for each in ("", *_STYLES)]
        return names

    def source_of(self, place: str) -> str | None:
        """Give the TypeScript file that would be compiled to ``place``."""
        return next((found for name in self._sources(place) if (found := self.tree.file(name))), None)

    def _sources(self, place: str) -> Iterator[str]:
        stem, extension = posixpath.splitext(place)
        for each in _SOURCES.get(extension, ()):
            yield stem + each

    def _indexes(self, folder: str) -> list[str]:
        prefix = "" if folder == "." else f"{folder}/"
        return [f"{prefix}index{each}" for each in (*self._extensions, *_STYLES)]
