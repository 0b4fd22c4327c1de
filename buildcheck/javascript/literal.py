"""A value -> whether it is written out, so that a reader which runs nothing and looks up no name understands it.

That is what Next's own reader of `export const dynamic = …` accepts (build/analysis/extract-const-value.ts).
"""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.nodes import bare, field, named

_SIMPLE = frozenset({"string", "number", "true", "false", "null", "undefined", "regex"})
_KEYS = frozenset({"property_identifier", "string"})


def is_literal(node: Node | None) -> bool:
    """Whether ``node`` is a literal, a template without substitutions, or a list or an object of such."""
    node = bare(node)
    if node is None:
        return False
    if node.type == "template_string":
        return all(each.type != "template_substitution" for each in named(node))
    if node.type == "array":
        return all(is_literal(each) for each in named(node))
    if node.type == "object":
        return all(_is_literal_entry(each) for each in named(node))
    return node.type in _SIMPLE


def _is_literal_entry(entry: Node) -> bool:
    key = field(entry, "key")
    return entry.type == "pair" and key is not None and key.type in _KEYS and is_literal(field(entry, "value"))
