"""A read of something that may be missing -> whether the statements around it go on well without it.

Only forms that leave no doubt count. A guard that throws, exits, or answers with what a call makes (an error, most
often) is no sign that the absence is meant.
"""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.nodes import bare, field, has, named, text_of

_NOTHING = frozenset({"undefined", "null", "false"})
_PLAIN = frozenset({"number", "string", "true", "identifier", "undefined", "null", "false", "unary_expression"})
_LEAVES = frozenset({"return_statement", "throw_statement", "break_statement", "continue_statement"})


def is_foreseen(node: Node) -> bool:
    """Whether absence is foreseen: ``const a = x; if (!a) return 1;`` and ``if (x) { … }`` without an ``else``."""
    return _instead(node) is not None or _is_asked_first(node)


def gives_nothing(node: Node) -> bool:
    """Whether what is returned without it is nothing: ``const a = x; if (!a) return null;``."""
    value = _instead(node)
    return value is not None and (text_of(value) in _NOTHING or text_of(value) in {'""', "''"})


def _instead(node: Node) -> Node | None:
    """Give the value that the function returns without it, where the statement after the read decides that."""
    declarator = node.parent
    statement = declarator.parent if declarator is not None and declarator.type == "variable_declarator" else None
    if declarator is None or statement is None or field(declarator, "value") != node:
        return None
    guard = statement.next_named_sibling
    if guard is None or guard.type != "if_statement" or field(guard, "alternative") is not None:
        return None
    condition, name = bare(field(guard, "condition")), field(declarator, "name")
    if name is None or name.type != "identifier" or text_of(condition) != f"!{text_of(name)}":
        return None
    return _returned(field(guard, "consequence"))


def _returned(body: Node | None) -> Node | None:
    inner = list(named(body)) if body is not None and body.type == "statement_block" else [body] if body else []
    if len(inner) != 1 or inner[0].type != "return_statement":
        return None
    value = next(named(inner[0]), None)
    return value if value is not None and value.type in _PLAIN else None


def _is_asked_first(node: Node) -> bool:
    """Whether ``node`` alone decides that something more is done."""
    test = node.parent
    above = test.parent if test is not None and test.type == "parenthesized_expression" else None
    if above is None or above.type != "if_statement" or field(above, "condition") != test:
        return False
    body = field(above, "consequence")
    if body is None or has(above, "else") or field(above, "alternative") is not None:
        return False
    last = list(named(body))[-1:] if body.type == "statement_block" else [body]
    return bool(last) and last[0].type not in _LEAVES
