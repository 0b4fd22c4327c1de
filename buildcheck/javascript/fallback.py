"""A read of something that may be missing -> whether the expression around it gives a value all the same."""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, WRAPPED, bare, field, string_of, text_of

_EQUALITIES = frozenset({"==", "===", "!=", "!=="})
_ENDS = FUNCTIONS | {"variable_declarator", "program"}
_NOTHING = frozenset({"undefined", "null", '""', "''", "``"})


def has_fallback(node: Node) -> bool:
    """Whether a value stands ready: ``x ?? 1``, ``x || 1``, ``x ? x : 1``, ``x && f(x)``, ``x === "on"``, ``x ||= 1``,
    ``!!x``. A test alone, such as ``if (!x)``, is none: it may lead to an error as well."""
    return _is_behind_itself(node) or _stands_ready(node)


def is_empty(node: Node) -> bool:
    """Whether the value that stands ready is none: ``x ?? ""``, ``x || undefined``, also behind others that may be
    missing: ``a ?? x ?? ""``."""
    inner, above = node, node.parent
    while above is not None and (above.type in WRAPPED or _is_alternative(above, inner)):
        inner, above = above, above.parent
    if above is None or above.type != "binary_expression" or field(above, "left") != inner:
        return False
    return text_of(field(above, "operator")) in {"??", "||"} and text_of(field(above, "right")) in _NOTHING


def _is_alternative(above: Node, inner: Node) -> bool:
    """Whether ``above`` is ``inner`` where what stands before it is missing."""
    joined = above.type == "binary_expression" and text_of(field(above, "operator")) in {"??", "||"}
    return joined and field(above, "right") == inner


def stand_in(node: Node) -> str | None:
    """Give the text that stands ready where it is written out: ``x ?? "secret"``."""
    inner, above = node, node.parent
    while above is not None and above.type in WRAPPED:
        inner, above = above, above.parent
    if above is None or above.type != "binary_expression" or field(above, "left") != inner:
        return None
    return string_of(bare(field(above, "right"))) if text_of(field(above, "operator")) in {"??", "||"} else None


def _stands_ready(node: Node) -> bool:
    inner, above = node, node.parent
    while above is not None:
        match above.type:
            case kind if kind in WRAPPED or kind == "await_expression":
                pass
            case "member_expression" | "call_expression" if _is_optional_part(above, inner):
                pass
            case "binary_expression":
                return _joined(above, inner)
            case "unary_expression" if text_of(above).startswith("!"):
                twice = above.parent
                return twice is not None and twice.type == "unary_expression" and text_of(twice).startswith("!!")
            case "augmented_assignment_expression":
                return field(above, "left") == inner and text_of(field(above, "operator")) in {"??=", "||="}
            case "ternary_expression":
                return field(above, "condition") == inner or text_of(node) in text_of(field(above, "condition"))
            case _:
                return False
        inner, above = above, above.parent
    return False


def _is_behind_itself(node: Node) -> bool:
    """Whether it is only looked at where it is: the second one of ``x && x.trim() !== ""`` or ``x ? f(x) : 1``."""
    name = text_of(node).replace("?", "")
    inner, above = node, node.parent
    while above is not None and above.type not in _ENDS and not above.type.endswith("_statement"):
        test = None
        if above.type == "binary_expression" and text_of(field(above, "operator")) == "&&":
            test = field(above, "left")
        elif above.type == "ternary_expression" and field(above, "consequence") == inner:
            test = field(above, "condition")
        asked = text_of(test).replace("?", "") if test is not None and test != inner else ""
        if name in asked and f"!{name}" not in asked:
            return True
        inner, above = above, above.parent
    return False


def _is_optional_part(above: Node, inner: Node) -> bool:
    """Whether ``above`` goes on from ``inner`` in a chain that ends well without it: ``x?.split(",")``."""
    if inner not in {field(above, "object"), field(above, "function")}:
        return False
    return "?." in text_of(above) if above.type == "member_expression" else "?." in text_of(inner)


def _joined(binary: Node, inner: Node) -> bool:
    sign = text_of(field(binary, "operator"))
    first = field(binary, "left") == inner
    if sign in {"??", "||"}:
        return first or (binary.parent is not None and has_fallback(binary))
    if sign == "&&":
        return first or has_fallback(binary)
    other = field(binary, "right" if first else "left")
    return sign in _EQUALITIES and text_of(other) not in _NOTHING
