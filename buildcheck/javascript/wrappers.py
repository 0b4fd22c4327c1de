"""What is known of functions that configurations are wrapped in: where each comes from, and which keys it may set.

``WRAPPERS`` was read from the packages themselves: the keys of the result that the wrapper assigns where the
configuration given to it has none (next-intl 3.26 to 4.8, @sentry/nextjs 8.55 to 10.32, @next/mdx 13 to 16, next-pwa
5.6, @serwist/next 9.2, next-contentlayer 0.3). A package that is not listed may set any key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from buildcheck.javascript.nodes import bare, field, named, string_of, text_of
from buildcheck.javascript.reading import Expression
from buildcheck.javascript.scan import argument
from buildcheck.javascript.scope import Declared, Scope

# Vite's own mergeConfig, and the libraries that are used in its place.
MERGERS = frozenset({"mergeConfig", "mergeWithRules", "deepmerge"})

WRAPPERS: Mapping[str, tuple[str, ...]] = {
    "@next/bundle-analyzer": ("webpack",),
    "@next/mdx": ("experimental", "turbopack", "webpack"),
    "@sentry/nextjs": (
        "compiler", "env", "experimental", "productionBrowserSourceMaps", "rewrites", "serverExternalPackages",
        "turbopack", "webpack",
    ),
    "@serwist/next": ("webpack",),
    "next-contentlayer": ("onDemandEntries", "webpack"),
    "next-intl/plugin": ("env", "experimental", "turbopack", "webpack"),
    "next-pwa": ("webpack",),
}  # fmt: skip

_LONGEST_WAY = 8


class Origin(NamedTuple):
    """A wrapper: its name as this file calls it, and the module that it comes from, where that shows."""

    name: str
    module: str | None


def origin_of(callee: Expression, scope: Scope) -> Origin:
    """Say where the function ``callee`` comes from: ``withX``, ``plugin({…})``, ``require("x")({…})``."""
    name = ""
    node = bare(callee)
    for _ in range(_LONGEST_WAY):
        if node is None:
            break
        if node.type == "call_expression" and text_of(field(node, "function")) in {"require", "import"}:
            module = string_of(argument(node))
            return Origin(name or module or "require", module)
        if node.type == "identifier":
            name = name or text_of(node)
            found = scope.find(text_of(node))
            if found is None:
                break
            scope, declared = found
            if not isinstance(declared, Declared):
                break
            if declared.kind == "import":
                return Origin(name, declared.module)
            node = bare(declared.value)
            continue
        if node.type == "member_expression" and text_of(field(node, "property")) != "default":
            name = name or text_of(field(node, "property"))
        node = bare(_head(node))
    return Origin(name or "a function", None)


def _head(node: Expression) -> Expression | None:
    """Give what is called, what is waited for, or what a part is taken of."""
    if node.type == "await_expression":
        return next(named(node), None)
    return field(node, "function") or field(node, "object")
