"""The key of a dynamic read -> the texts that it takes in turn, where the file lists them.

``for (const key of ["A", "B"]) process.env[key]`` and ``["A", "B"].filter((key) => !process.env[key])`` read A and B.
"""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.names import Names, shadowed
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named, string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.values import Reader
from buildcheck.model.syntax import Known, Listing

_GOES_THROUGH = frozenset({"forEach", "map", "filter", "every", "some", "find", "flatMap", "reduce"})
_BUDGET = 200
_MOST = 100


def listed_keys(scan: Scan, names: Names, reader: Reader, key: Node | None) -> tuple[str, ...]:
    """Give the texts that the name ``key`` takes; none where that does not show."""
    key = bare(key)
    above = key.parent if key is not None and key.type == "identifier" else None
    while key is not None and above is not None:
        scan.deadline.check()
        if above.type == "for_in_statement" and text_of(field(above, "left")) == text_of(key):
            return _texts(scan, names, reader, field(above, "right"))
        if above.type in FUNCTIONS and text_of(key) in _parameters(above):
            return _texts(scan, names, reader, _gone_through(above))
        above = above.parent
    return ()


def constant_key(names: Names, key: Node | None) -> str | None:
    """Give the text of a constant of the module."""
    key = bare(key)
    declared = names.top.names.get(text_of(key)) if key is not None and key.type == "identifier" else None
    if declared is None or declared.kind != "value" or declared.keys or key is None or shadowed(key, text_of(key)):
        return None
    return string_of(bare(declared.value))


def _parameters(function: Node) -> list[str]:
    listed = field(function, "parameters")
    parts = named(listed) if listed is not None else iter(filter(None, [field(function, "parameter")]))
    return [text_of(field(each, "pattern") or each) for each in parts]


def _gone_through(function: Node) -> Node | None:
    """Give the list that ``function`` is called for each item of."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    callee = field(call, "function")
    if callee is None or callee.type != "member_expression" or text_of(field(callee, "property")) not in _GOES_THROUGH:
        return None
    return field(callee, "object")


def _texts(scan: Scan, names: Names, reader: Reader, node: Node | None) -> tuple[str, ...]:
    node = bare(node)
    if node is not None and node.type == "identifier":
        declared = (each.parent for each in scan.uses(text_of(node)))
        values = (field(each, "value") for each in declared if each is not None and each.type == "variable_declarator")
        node = next((bare(each) for each in values if each is not None), node)
    if node is None or node.type not in ("array", "identifier"):
        return ()
    reader.renew(_BUDGET)
    value = reader.value(node, names.top)
    items = value.items[:_MOST] if isinstance(value, Listing) else ()
    texts = tuple(each.value for each in items if isinstance(each, Known) and isinstance(each.value, str))
    return texts if len(texts) == len(items) else ()
