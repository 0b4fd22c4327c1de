"""A node of a parsed file -> whether a condition about where the code runs decides that it runs at all: in a browser or
on a server, in development or in production."""

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
_CHOICES = frozenset({"if_statement", "ternary_expression", "switch_statement", "binary_expression"})
_ABOUT_PLACES = re.compile(
    r"NODE_ENV|\bENV\b|\benv\b|dev|prod|local|test|stag|preview|hostname|location|origin|debug|mock", re.IGNORECASE
)
_ASKS = re.compile(rb"NODE_ENV|import\.meta\.env|hostname")
_EARLY = re.compile(
    rb"typeof\s+(?:window|document|globalThis\.window)|\bisServer\b|\bisBrowser\b|NEXT_RUNTIME|env\.SSR"
)


def is_guarded(scan: Scan, node: Node) -> bool:
    """Whether ``node`` stands under such a condition, or behind one in the same function (which may have returned).
    A name that only sounds like one counts, too: nothing is certain there."""
    if not scan.mentions(_HINTS):
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


def is_chosen(scan: Scan, node: Node) -> bool:
    """Whether a condition about the deployment (development or production, a preview, a host's name) stands around
    ``node``, or before it in its function."""
    inner, above = node, node.parent
    while above is not None:
        scan.deadline.check()
        condition = field(above, "condition") or field(above, "left") or field(above, "value")
        chosen = above.type in _CHOICES and condition is not None and condition != inner
        if chosen and _ABOUT_PLACES.search(text_of(condition)):
            return True
        if above.type in FUNCTIONS and _ASKS.search(scan.text, above.start_byte, node.start_byte):
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
