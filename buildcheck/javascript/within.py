"""A parsed file -> in which of its top-level declarations a node stands, by the name that the module exports it as."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.nodes import bare, field, has, named, string_of, text_of
from buildcheck.javascript.scan import Scan

_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})
_Piece = tuple[int, int, str, str]
"""First byte, last byte, the name for others, the name in the file."""


class Within:
    """Answers for one file."""

    def __init__(self, scan: Scan) -> None:
        exported = dict(_exported(scan))
        pieces = sorted(_pieces(scan, exported))
        self._starts = [each[0] for each in pieces]
        self._pieces = pieces

    def name(self, node: Node) -> str | None:
        """Give the exported name of the top-level declaration that holds ``node``, its own name where it is not
        exported; ``None`` outside of any."""
        piece = self._piece(node)
        return piece[2] if piece is not None else None

    def local(self, node: Node) -> str | None:
        """Give the name by which the file itself calls the declaration that holds ``node``; ``None`` outside of any,
        or where it has none."""
        piece = self._piece(node)
        return piece[3] or None if piece is not None else None

    def _piece(self, node: Node) -> _Piece | None:
        place = bisect_right(self._starts, node.start_byte) - 1
        if place < 0 or node.end_byte > self._pieces[place][1]:
            return None
        return self._pieces[place]


def _exported(scan: Scan) -> Iterator[tuple[str, str]]:
    """Give the names that the file declares and exports apart from that, with the names that they are exported as."""
    for statement in scan.found("export"):
        if field(statement, "source") is not None:
            continue
        for clause in named(statement):
            if clause.type == "export_clause":
                for each in named(clause):
                    name = field(each, "name")
                    alias = field(each, "alias") or name
                    yield text_of(name), string_of(alias) or text_of(alias)
    for statement in scan.found("export"):
        value = bare(field(statement, "value"))
        if has(statement, "default") and value is not None and value.type == "identifier":
            yield text_of(value), "default"


def _pieces(scan: Scan, exported: dict[str, str]) -> Iterator[_Piece]:
    for statement in scan.top:
        if statement.type == "export_statement" and has(statement, "default"):
            own = text_of(field(field(statement, "declaration"), "name"))
            yield statement.start_byte, statement.end_byte, "default", own
            continue
        inner = field(statement, "declaration") if statement.type == "export_statement" else statement
        if inner is None:
            continue
        declared = list(named(inner)) if inner.type in _VARIABLES else [inner]
        for each in declared:
            label = field(each, "name")
            if label is not None and label.type in {"identifier", "type_identifier"}:
                name = text_of(label)
                yield each.start_byte, each.end_byte, exported.get(name, name), name
