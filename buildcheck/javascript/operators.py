"""Operators and the few functions of JavaScript itself that configurations use -> `Node`."""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.javascript import operations
from buildcheck.javascript.nodes import field, named, text_of
from buildcheck.javascript.reading import Expression, Read, Reading, Way, arguments, env_of
from buildcheck.javascript.scan import argument
from buildcheck.javascript.scope import Scope
from buildcheck.model.syntax import Choice, Known, Node, Unknown

_COMPARISONS = {"==": True, "===": True, "!=": False, "!==": False}


def _ternary(reader: Reading, node: Expression, scope: Scope) -> Node:
    return either(reader, node, scope, reader.value)


def either(reader: Reading, node: Expression, scope: Scope, read: Read) -> Node:
    """Give the branches of ``a ? b : c`` that may be taken, each as ``read`` reads it."""
    branches = [each for each in (field(node, "consequence"), field(node, "alternative")) if each is not None]
    decided = operations.truth(reader.value(field(node, "condition"), scope))
    if decided is not None:
        branches = branches[:1] if decided else branches[1:]
    if not branches:
        return reader.unknown(node, "it is cut off")
    return operations.choice(read(each, scope) for each in branches)


def _binary(reader: Reading, node: Expression, scope: Scope) -> Node:
    sign = text_of(field(node, "operator"))
    if sign in {"&&", "||", "??"}:
        return _logical(reader, node, sign, scope)
    one, other = reader.value(field(node, "left"), scope), reader.value(field(node, "right"), scope)
    if sign in _COMPARISONS:
        equal = operations.same(one, other)
        if equal is not None:
            return reader.known(node, equal is _COMPARISONS[sign])
    elif sign == "+" and isinstance(one, Known) and isinstance(other, Known):
        texts = (one.value, other.value)
        if isinstance(texts[0], str) and isinstance(texts[1], str):
            return reader.known(node, texts[0] + texts[1])
    return reader.unknown(node, "it is worked out when the file is run", env_of(one) or env_of(other))


def _logical(reader: Reading, node: Expression, sign: str, scope: Scope) -> Node:
    left, right = reader.value(field(node, "left"), scope), field(node, "right")
    if sign == "??":
        present = _is_present(left)
        if present is not None:
            return left if present else reader.value(right, scope)
        return operations.choice((left, reader.value(right, scope)))
    decided = operations.truth(left)
    if decided is not None:
        return left if decided is (sign == "||") else reader.value(right, scope)
    if sign == "&&":
        # Whatever the false left side is (false, "", undefined), it sets nothing.
        left = reader.known(node, None, undefined=True)
    return operations.choice((left, reader.value(right, scope)))


def _unary(reader: Reading, node: Expression, scope: Scope) -> Node:
    value = reader.value(field(node, "argument"), scope)
    sign = text_of(field(node, "operator"))
    if sign == "void":
        return reader.known(node, None, undefined=True)
    if sign == "!":
        decided = operations.truth(value)
        if decided is not None:
            return reader.known(node, not decided)
    if sign in {"-", "+"} and isinstance(value, Known) and isinstance(value.value, int | float):
        return reader.known(node, -value.value if sign == "-" else value.value)
    return reader.unknown(node, "it is worked out when the file is run", env_of(value))


def _last(reader: Reading, node: Expression, scope: Scope) -> Node:
    return reader.value(list(named(node))[-1], scope)


def _inner(reader: Reading, node: Expression, scope: Scope) -> Node:
    return reader.value(next(named(node), None), scope)


def _assign(reader: Reading, node: Expression, scope: Scope) -> Node:
    maker = operations.TableMaker(**reader.at(node))
    for each in arguments(node):
        maker.spread(reader.value(each, scope))
    return maker.table()


def _first_argument(reader: Reading, node: Expression, scope: Scope) -> Node:
    return reader.value(argument(node), scope)


def _boolean(reader: Reading, node: Expression, scope: Scope) -> Node:
    value = reader.value(argument(node), scope)
    decided = operations.truth(value)
    if decided is None:
        return reader.unknown(node, "it is worked out when the file is run", env_of(value))
    return reader.known(node, decided)


def _is_present(node: Node) -> bool | None:
    """Say whether ``node`` is neither null nor undefined; ``None`` where that is not known."""
    match node:
        case Known(value=None, regex=False):
            return False
        case Unknown() | Choice():
            return None
        case _:
            return True


OPERATORS: Mapping[str, Way] = {
    "ternary_expression": _ternary,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "sequence_expression": _last,
    "await_expression": _inner,
}

BUILTINS: Mapping[str, Way] = {
    "Object.assign": _assign,
    "Object.freeze": _first_argument,
    "Object.seal": _first_argument,
    "Promise.resolve": _first_argument,
    "structuredClone": _first_argument,
    "Boolean": _boolean,
}
