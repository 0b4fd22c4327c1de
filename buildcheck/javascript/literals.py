"""Literals of every kind -> `Node`: texts, numbers, templates, objects, arrays, enums."""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.javascript import operations
from buildcheck.javascript.nodes import field, has, named, string_of, text_of, unescaped
from buildcheck.javascript.numbers import number_of
from buildcheck.javascript.reading import Expression, Reading, Way
from buildcheck.javascript.scope import Scope
from buildcheck.model.syntax import Known, Listing, Node, Unknown


def _literal(reader: Reading, node: Expression, scope: Scope) -> Node:
    match node.type:
        case "string":
            return reader.known(node, string_of(node) or "")
        case "number":
            number = number_of(text_of(node))
            return reader.unknown(node, "a BigInt") if number is None else reader.known(node, number)
        case "regex":
            return reader.known(node, text_of(node), regex=True)
        case "undefined":
            return reader.known(node, None, undefined=True)
        case _:
            return reader.known(node, {"true": True, "false": False}.get(node.type))


def _template(reader: Reading, node: Expression, scope: Scope) -> Node:
    parts: list[str] = []
    for each in node.named_children:
        if each.type != "template_substitution":
            parts.append(unescaped(each))
            continue
        value = reader.value(next(named(each), None), scope)
        if not isinstance(value, Known) or not isinstance(value.value, str | int):
            env = value.env if isinstance(value, Unknown) else None
            return reader.unknown(node, "a part of it is made when the file is run", env)
        parts.append(str(value.value).lower() if isinstance(value.value, bool) else str(value.value))
    return reader.known(node, "".join(parts))


def _object(reader: Reading, node: Expression, scope: Scope) -> Node:
    maker = operations.TableMaker(**reader.at(node))
    for each in named(node):
        match each.type:
            case "pair":
                _put(reader, maker, field(each, "key"), reader.value(field(each, "value"), scope), scope)
            case "shorthand_property_identifier":
                maker.put(text_of(each), reader.name(each, scope, reader.value))
            case "method_definition":
                _put(reader, maker, field(each, "name"), _method(reader, each, scope), scope)
            case "spread_element":
                maker.spread(reader.value(next(named(each), None), scope))
            case _:
                maker.put_unnamed()
    return maker.table()


def _put(reader: Reading, maker: operations.TableMaker, key: Expression | None, value: Node, scope: Scope) -> None:
    name = _key(reader, key, scope)
    if name is None:
        maker.put_unnamed()
    else:
        maker.put(name, value)


def _key(reader: Reading, key: Expression | None, scope: Scope) -> str | None:
    if key is None:
        return None
    if key.type == "computed_property_name":
        value = reader.value(next(named(key), None), scope)
        return str(value.value) if isinstance(value, Known) and isinstance(value.value, str | int) else None
    if key.type == "number":
        return str(number_of(text_of(key)))
    return string_of(key) if key.type == "string" else text_of(key)


def _method(reader: Reading, node: Expression, scope: Scope) -> Node:
    function = reader.function(node, scope)
    if has(node, "get") and function.returns is not None:
        return function.returns
    return function


def _array(reader: Reading, node: Expression, scope: Scope) -> Node:
    items: list[Node] = []
    is_open = False
    for each in named(node):
        if each.type != "spread_element":
            items.append(reader.value(each, scope))
            continue
        more = reader.value(next(named(each), None), scope)
        if isinstance(more, Listing):
            items += more.items
        is_open = is_open or not isinstance(more, Listing) or more.open
    return Listing(items=tuple(items), open=is_open, **reader.at(node))


def enum(reader: Reading, node: Expression, scope: Scope) -> Node:
    """Give the members of a TypeScript ``enum``."""
    maker = operations.TableMaker(**reader.at(node))
    number: int | None = 0
    for each in named(field(node, "body") or node):
        if each.type == "enum_assignment":
            value = reader.value(field(each, "value"), scope)
            maker.put(text_of(field(each, "name")), value)
            plain = value.value if isinstance(value, Known) else None
            number = plain + 1 if isinstance(plain, int) else None
        elif number is not None:
            maker.put(text_of(each), reader.known(each, number))
            number += 1
    return maker.table()


LITERALS: Mapping[str, Way] = {
    **dict.fromkeys(("string", "number", "regex", "undefined", "true", "false", "null"), _literal),
    "template_string": _template,
    "object": _object,
    "array": _array,
    "enum_declaration": enum,
}
