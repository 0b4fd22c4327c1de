"""A node of a parsed file -> whether a condition about where the code runs decides that it runs at all."""

from __future__ import annotations

import re

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, field, text_of
from buildcheck.javascript.scan import Scan

_HINTS = (b"window", b"document", b"erver", b"rowser", b"lient", b"SSR", b"ssr", b"RUNTIME", b"DOM", b"typeof")
_WHERE = re.compile(
    r"window|document|server|browser|client|ssr|_RUNTIME|canUseDOM|\bnavigator\b|\bprocess\b", re.IGNORECASE
)
_ENVIRONMENT = re.compile(
    r"""(?:process\??\.env|import\.meta\.env)\??(?:\.\w+\b|\[["']\w+["']\])(?<!RUNTIME)(?<!\.SSR)"""
)
_EARLY = re.compile(
    rb"typeof\s+(?:window|document|globalThis\.window)|\bisServer\b|\bisBrowser\b|NEXT_RUNTIME|env\.SSR"
)


def is_guarded(scan: Scan, node: Node) -> bool:
    """Whether ``node`` stands under such a condition, or behind one in the same function (which may have returned).
    A name that only sounds like one counts, too: nothing is certain there."""
    if not any(each in scan.text for each in _HINTS):
        return False
    inner, above = node, node.parent
    while above is not None:
        scan.deadline.check()
        part = _condition(above)
        if part is not None and part != inner and _WHERE.search(_ENVIRONMENT.sub("", text_of(part))):
            return True
        if above.type in FUNCTIONS and _EARLY.search(scan.text, above.start_byte, node.start_byte):
            return True
        inner, above = above, above.parent
    return False


def _condition(node: Node) -> Node | None:
    """Give what decides whether the rest of ``node`` runs."""
    if node.type in {"if_statement", "ternary_expression"}:
        return field(node, "condition")
    if node.type == "binary_expression" and text_of(field(node, "operator")) == "&&":
        return field(node, "left")
    return None
