"""What the configuration of the tool that builds makes of bare specifiers: its aliases, and whether it reads tsconfig.

https://vite.dev/config/shared-options#resolve-alias; Next.js: `build/load-jsconfig` and `jsconfig-paths-plugin` (13 to
16), https://nextjs.org/docs/app/api-reference/config/next-config-js/turbopack#resolving-aliases.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from buildcheck.load.paths import join
from buildcheck.model.module import Module
from buildcheck.model.syntax import Answer, ConfigFile, Known, Listing, Node, Table, Unknown

# Plugins that are known to bring no alias. Whatever else a configuration imports may bring one.
_PLAIN_PLUGINS = re.compile(
    r"(?:node:)?(?:path|url|fs|process|os)(?:/\w+)?|vite|vitest/config|@vitejs/[\w-]+|@tailwindcss/vite|tailwindcss|autoprefixer"
    r"|lovable-tagger|vite-plugin-(?:svgr|pwa|compression2?|checker|html|mkcert|node-polyfills|dts|eslint|inspect)"
    r"|rollup-plugin-visualizer|dotenv|@types/node|react|unplugin-[\w-]+/vite|@sentry/vite-plugin"
)
_PATHS_PLUGINS = frozenset({"vite-tsconfig-paths", "vite-jsconfig-paths"})


class Alias(NamedTuple):
    """``start`` and ``end`` stand around what the request is free to name; ``star`` says that there is such a part.
    ``targets`` still hold ``*`` for it, and are ``None`` where only a run could tell them."""

    start: str
    end: str
    star: bool
    targets: tuple[str, ...] | None

    @property
    def pattern(self) -> str:
        return f"{self.start}*{self.end}" if self.star else self.start

    def match(self, text: str) -> str | None:
        """Give what ``*`` stands for in ``text`` (``""`` for an exact match), ``None`` where it doesn't match."""
        if not self.star:
            return "" if text == self.start else None
        long_enough = len(text) >= len(self.start) + len(self.end)
        if long_enough and text.startswith(self.start) and text.endswith(self.end):
            return text[len(self.start) : len(text) - len(self.end)]
        return None


def from_paths(paths: Mapping[str, tuple[str, ...]]) -> tuple[Alias, ...]:
    """Give the aliases of a tsconfig's ``paths``, the longest text before ``*`` first, as TypeScript takes them."""
    found = []
    for pattern, targets in paths.items():
        start, mark, end = pattern.partition("*")
        found.append(Alias(start, end, bool(mark), targets))
    return tuple(sorted(found, key=lambda each: (each.star, -len(each.start))))


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlerAliases:
    """``own`` are the aliases of the bundler's configuration. ``reads_paths`` says whether it follows the ``paths`` of
    tsconfig as well, ``None`` where that can't be known. ``text`` is the configuration's, ``open`` says that parts of
    it may bring aliases that can't be read."""

    own: tuple[Alias, ...] = ()
    reads_paths: bool | None = None
    text: str = ""
    open: bool = False

    def may_name(self, specifier: str) -> bool:
        """Tell whether the configuration may hold an alias for ``specifier`` that its syntax does not show."""
        if self.open:
            return True
        first = specifier.partition("/")[0]
        if len(first) > 1:
            return self.has_key(first)
        return any(f"{quote}{first}{end}" in self.text for quote in "'\"`^" for end in ("'", '"', "`", "/", "\\"))

    def has_key(self, name: str) -> bool:
        """Tell whether the configuration sets something under ``name``: ``"name": …``, ``alias["name/x"] = …``."""
        quoted = rf"""['"`]{re.escape(name)}(?:/[^'"`]*)?\$?['"`]"""
        plain = rf"(?<![\w.$-]){re.escape(name)}" if name.isidentifier() else "(?!)"
        return re.search(rf"(?:{quoted}\s*[:\],]|{plain}\s*:)", self.text) is not None


def next_aliases(config: ConfigFile | None, text: str, root: str) -> BundlerAliases:
    """Give the aliases of a Next.js app in ``root``; those that a ``webpack`` function adds can't be read."""
    if config is None:
        return BundlerAliases(reads_paths=True, text=text)
    tables = (config.get(*keys) for keys in (("turbopack", "resolveAlias"), ("experimental", "turbo", "resolveAlias")))
    own = tuple(alias for answer in tables for alias in _from_answer(answer, root))
    return BundlerAliases(own=own, reads_paths=True, text=text)


def vite_aliases(config: ConfigFile | None, module: Module | None, text: str, root: str) -> BundlerAliases:
    """Give the aliases of a Vite app in ``root``. ``module`` is its configuration as a module: what it imports tells
    which plugins it uses."""
    imported = {each.specifier for each in module.imports if each.kind != "type"} if module else set()
    answer = config.get("resolve", "alias") if config is not None else Answer(state="absent")
    native = config.get("resolve", "tsconfigPaths").possible if config is not None else ()
    strange = any(not _PLAIN_PLUGINS.fullmatch(each) for each in imported - _PATHS_PLUGINS)
    unread = bool(text) and (config is None or module is None)
    return BundlerAliases(
        own=tuple(_from_answer(answer, root)),
        reads_paths=True if imported & _PATHS_PLUGINS or True in native else None if strange or unread else False,
        text=text,
        open=strange or unread or answer.state in ("unknown", "maybe"),
    )


def _from_answer(answer: Answer, root: str) -> Iterator[Alias]:
    for node in answer.nodes:
        if isinstance(node, Table):
            for find, replacement in node.entries.items():
                yield from _alias(find, _path(replacement, root))
        elif isinstance(node, Listing):
            for item in node.items:
                yield from _from_item(item, root)


def _from_item(item: Node, root: str) -> Iterator[Alias]:
    if isinstance(item, Table):
        find, replacement = item.entries.get("find"), item.entries.get("replacement")
        if isinstance(find, Known) and isinstance(find.value, str) and replacement is not None:
            target = _path(replacement, root)
            yield from _from_expression(find.value, target) if find.regex else _alias(find.value, target)


def _from_expression(text: str, target: str | None) -> Iterator[Alias]:
    r"""Read the two forms that are in use: ``/^@\//`` and ``/^@/``."""
    found = re.fullmatch(r"/?\^([\w@~#$-]+)(\\?/)?/?\w*", text)
    if found:
        yield Alias(found[1] + ("/" if found[2] else ""), "", True, (f"{target}/*",) if target else None)


def _alias(find: str, target: str | None) -> Iterator[Alias]:
    """A text matches itself and what is below it (`@rollup/plugin-alias`, ``matches``)."""
    plain = find.removesuffix("$")
    yield Alias(plain, "", False, (target,) if target else None)
    if plain == find:
        yield Alias(plain.removesuffix("/") + "/", "", True, (f"{target}/*",) if target else None)


def _path(node: Node, root: str) -> str | None:
    """Give the place in the source that a replacement names; ``None`` for another package and for what isn't known."""
    if isinstance(node, Unknown) and node.path is not None:
        return posixpath.normpath(join(root, node.path))
    if not isinstance(node, Known) or not isinstance(node.value, str) or not node.value:
        return None
    if not node.value.startswith((".", "/")):
        return None
    return posixpath.normpath(join(root, node.value.lstrip("/")))


def any_matching(aliases: Iterable[Alias], text: str) -> tuple[Alias, str] | None:
    """Give the first alias that matches ``text``, and what its ``*`` stands for."""
    for each in aliases:
        star = each.match(text)
        if star is not None:
            return each, star
    return None
