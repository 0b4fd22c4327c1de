"""The configuration -> its redirects, rewrites and headers, as far as they are literal (lib/load-custom-routes.ts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from buildcheck.model.syntax import ConfigFile, Function, Known, Listing, Node, Scalar, Table, Unknown
from buildcheck.model.value import At

CustomKind = Literal["redirect", "rewrite", "header"]


class CustomRoute(NamedTuple):
    """One entry. ``table`` is its object literal; ``first`` says of a rewrite that it comes before files
    (``beforeFiles``). ``certain``: it is there in every run, and the text shows all of it."""

    kind: CustomKind
    table: Table
    at: At
    first: bool
    certain: bool

    def text(self, key: str) -> str | None:
        """Give the literal text of a key."""
        value = self.value(key)
        return value if isinstance(value, str) else None

    def value(self, key: str) -> Scalar:
        """Give the literal value of a key; ``None`` where there is none."""
        node = self.table.entries.get(key)
        return node.value if isinstance(node, Known) else None


def custom_routes(config: ConfigFile) -> Iterator[CustomRoute]:
    """Give the entries that the text shows."""
    yield from _entries("redirect", _result(config, "redirects"), config.path)
    yield from _entries("header", _result(config, "headers"), config.path)
    rewrites = _result(config, "rewrites")
    if isinstance(rewrites, Table):
        for key, node in rewrites.entries.items():
            yield from _entries("rewrite", node, config.path, first=key == "beforeFiles")
    else:
        yield from _entries("rewrite", rewrites, config.path)


def _result(config: ConfigFile, key: str) -> Node | None:
    node = config.get(key).node
    return node.returns if isinstance(node, Function) else None


def _entries(kind: CustomKind, node: Node | None, path: str, *, first: bool = False) -> Iterator[CustomRoute]:
    if not isinstance(node, Listing):
        return
    for each in node.items:
        if isinstance(each, Table):
            certain = not each.open and not any(isinstance(value, Unknown) for value in each.entries.values())
            yield CustomRoute(kind, each, At(path=path, line=each.line, column=each.column), first, certain)
