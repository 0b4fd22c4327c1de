"""A node of a parsed file -> whether it runs as soon as the module is loaded."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, field
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.within import Within

_DECLARED = frozenset({"function_declaration", "generator_function_declaration"})


class AtLoad:
    """Answers for one file."""

    def __init__(self, scan: Scan, within: Within) -> None:
        self._scan = scan
        self._within = within
        self._known: dict[str, bool] = {}

    def runs(self, node: Node) -> bool:
        """Whether ``node`` stands in no function, or straight in a top-level one that such code calls."""
        return not self._scan.nested(node) or self._called(node)

    def _called(self, node: Node) -> bool:
        local = self._within.local(node)
        if local is None or not _is_straight_in(node):
            return False
        if local not in self._known:
            self._known[local] = False  # What only calls itself is called by nobody.
            uses = self._scan.uses(local)
            self._known[local] = any(is_called(each) and self.runs(each) for each in uses)
        return self._known[local]


def _is_straight_in(node: Node) -> bool:
    """Whether there is one function around ``node``, and that is all of a declaration at the top of the file."""
    around = (above for above in _above(node) if above.type in FUNCTIONS)
    function = next(around, None)
    if function is None or next(around, None) is not None:
        return False
    return function.type in _DECLARED or (function.parent is not None and function.parent.type == "variable_declarator")


def _above(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def is_called(use: Node) -> bool:
    """Whether the name ``use`` is called where it stands."""
    above = use.parent
    return above is not None and above.type == "call_expression" and field(above, "function") == use
