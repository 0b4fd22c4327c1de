"""A parsed file -> what TypeScript is told of the props ``params`` and ``searchParams`` of its exported functions.

From 15 on `next build` compares that with promises (build/webpack/plugins/next-types-plugin,
server/lib/router-utils/typegen.ts).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import bare, field, named, text_of
from buildcheck.javascript.properties import exported_functions, props_parameter
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import PropType

_PROPS = frozenset({"params", "searchParams"})
_BODIES = frozenset({"object_type", "interface_body"})


def prop_types_of(scan: Scan, names: Names) -> tuple[PropType, ...]:
    """Give the props whose types are written out as plain objects, in the order of the text."""
    if scan.language not in {"typescript", "tsx"} or (b"params" not in scan.text and b"searchParams" not in scan.text):
        return ()
    found = [
        PropType(export=name, prop=text_of(field(member, "name")), **scan.place(member))
        for name, function in exported_functions(scan, names)
        for member in _members(function, name, names)
        if text_of(field(member, "name")) in _PROPS and _is_plain(member, names)
    ]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def _members(function: Node, name: str, names: Names) -> Iterator[Node]:
    """Give the members of the type of the props."""
    parameter = props_parameter(function, name)
    annotation = field(parameter, "type")
    body = _resolved(next(named(annotation), None) if annotation is not None else None, names)
    for each in named(body) if body is not None and body.type in _BODIES else ():
        if each.type == "property_signature":
            yield each


def _is_plain(member: Node, names: Names) -> bool:
    annotation = field(member, "type")
    kind = _resolved(next(named(annotation), None) if annotation is not None else None, names)
    return kind is not None and kind.type in _BODIES


def _resolved(kind: Node | None, names: Names) -> Node | None:
    """Look a name up that the file itself declares for a type."""
    kind = bare(kind)
    if kind is None or kind.type != "type_identifier":
        return kind
    declared = names.top.names.get(text_of(kind))
    if declared is None or declared.kind != "type":
        return None
    if any(each.type in {"extends_type_clause", "type_parameters"} for each in declared.node.named_children):
        return None
    return field(declared.node, "value") or field(declared.node, "body")
