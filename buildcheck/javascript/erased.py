"""An import of a TypeScript file -> the names that the compiler erases, because the file uses them as types alone.

TypeScript drops an imported name that no value of the file refers to, and the whole import when no name is left. Next's
compiler (SWC) does so before anything else looks at the file (executed for 14.2 to 16.4), so what is erased never
reaches the graph of modules. Plain JavaScript keeps every import.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.nodes import field, named, string_of, text_of
from buildcheck.javascript.scan import Scan

_VALUES = frozenset({"identifier", "shorthand_property_identifier"})
_TYPE_NAMES = frozenset({"type_query", "nested_identifier", "nested_type_identifier", "generic_type"})


def erased_names(scan: Scan, clause: Node) -> tuple[str, ...]:
    """Give the names (as the other module exports them) of the import ``clause`` that are erased."""
    if scan.language not in {"typescript", "tsx"}:
        return ()
    return tuple(name for name, local in _locals(clause) if not _used(scan, local, clause))


def _locals(clause: Node) -> Iterator[tuple[str, bytes]]:
    for part in named(clause):
        if part.type == "identifier":
            yield "default", part.text or b""
        elif part.type == "namespace_import":
            yield "*", next((each.text or b"" for each in named(part)), b"")
        elif part.type == "named_imports":
            for each in named(part):
                name = field(each, "name")
                local = field(each, "alias") or name
                yield string_of(name) or text_of(name), (local.text or b"") if local is not None else b""


def _used(scan: Scan, local: bytes, clause: Node) -> bool:
    """Whether a node of the file, outside of ``clause``, takes the value that is called ``local``. What has no name,
    because the text does not parse there, counts as used."""
    if not local:
        return True
    start = scan.text.find(local)
    while start >= 0:
        end = start + len(local)
        if not clause.start_byte <= start < clause.end_byte:
            node = scan.root.descendant_for_byte_range(start, end)
            if node is not None and (node.start_byte, node.end_byte) == (start, end) and _is_value(node):
                return True
        start = scan.text.find(local, end)
    return False


def _is_value(node: Node) -> bool:
    if node.type not in _VALUES:
        return False
    above = node.parent
    while above is not None and above.type in {"nested_identifier", "member_expression"}:
        node, above = above, above.parent
    # <Ui.Button> is a nested identifier too, and takes a value.
    return above is None or above.type not in _TYPE_NAMES
