"""A parsed file -> uses of the browser's globals while it is loaded, where no guard stands before them."""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import field, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import Global

_GLOBALS = (
    "window",
    "document",
    "localStorage",
    "sessionStorage",
    "navigator",
    "location",
    "history",
    "screen",
    "matchMedia",
    "alert",
    "indexedDB",
    "requestAnimationFrame",
    "customElements",
    "HTMLElement",
    "IntersectionObserver",
    "ResizeObserver",
    "MutationObserver",
)
_GUARDS = frozenset({"if_statement", "ternary_expression", "binary_expression"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})


def globals_of(scan: Scan, names: Names) -> tuple[Global, ...]:
    """Give the uses at the top level. Those in a ``try``, behind a ``typeof``, and in the fields of a class are left
    out: they are caught, guarded, or wait for an instance."""
    found = [
        Global(name=name, **scan.place(use))
        for name in _GLOBALS
        if name.encode() in scan.text and name not in names.top.names
        for use in scan.uses(name)
        if not scan.nested(use) and _is_read(use) and not scan.guarded(use)
    ]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def _is_read(use: Node) -> bool:
    """Whether evaluating the module reads ``use``, with no ``typeof`` around or before it."""
    node, above = use, use.parent
    while above is not None:
        if above.type in _GUARDS and "typeof" in _condition(above):
            return False
        if above.type in _FIELDS or above.type.endswith("_type") or above.type in {"type_query", "ambient_declaration"}:
            return False
        if above.type == "unary_expression" and text_of(field(above, "operator")) == "typeof" and node == use:
            return False
        node, above = above, above.parent
    return True


def _condition(node: Node) -> str:
    return text_of(field(node, "condition") or field(node, "left"))
