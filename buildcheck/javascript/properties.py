"""A parsed file -> reads of the props ``params`` and ``searchParams`` in its exported functions.

They are promises from Next 15 on (https://nextjs.org/docs/messages/sync-dynamic-apis).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.calls import is_awaited
from buildcheck.javascript.names import Names, shadowed
from buildcheck.javascript.nodes import FUNCTIONS, WRAPPED, bare, field, has, named, string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import Property

_PROPS = frozenset({"params", "searchParams"})
_HANDLERS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"})
_PROMISE = frozenset({"then", "catch", "finally"})


def properties_of(scan: Scan, names: Names) -> tuple[Property, ...]:
    """Give the reads, in the order of the text."""
    if b"params" not in scan.text and b"searchParams" not in scan.text:
        return ()
    found: list[Property] = []
    for name, function in exported_functions(scan, names):
        found += _Reads(scan, names, name, function).all()
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def exported_functions(scan: Scan, names: Names) -> Iterator[tuple[str, Node]]:
    """Give the exported functions that are written out in this file, by their exported names."""
    for statement in scan.found("export"):
        declaration = field(statement, "declaration")
        if has(statement, "default"):
            value = bare(field(statement, "value")) or declaration
            if value is not None and value.type == "identifier":
                value = names.functions.get(text_of(value))
            if value is not None and value.type in FUNCTIONS:
                yield "default", value
        elif declaration is not None and declaration.type in FUNCTIONS:
            yield text_of(field(declaration, "name")), declaration
        elif declaration is not None and declaration.type == "lexical_declaration":
            for each in named(declaration):
                value = bare(field(each, "value"))
                if value is not None and value.type in FUNCTIONS:
                    yield text_of(field(each, "name")), value


def props_parameter(function: Node, export: str) -> Node | None:
    """Give the parameter that holds the props: the first of a component, the second of a route handler."""
    parameters = field(function, "parameters")
    if parameters is None:
        return field(function, "parameter")
    given = list(named(parameters))
    index = 1 if export in _HANDLERS else 0
    return given[index] if index < len(given) else None


class _Reads:
    def __init__(self, scan: Scan, names: Names, export: str, function: Node) -> None:
        self._scan = scan
        self._names = names
        self._export = export
        self._function = function

    def all(self) -> Iterator[Property]:
        """Give the reads of the props that the function is given."""
        pattern = self._pattern()
        if pattern is None:
            return
        if pattern.type == "identifier":
            yield from self._through(text_of(pattern))
        elif pattern.type == "object_pattern":
            yield from self._out_of(pattern)

    def _pattern(self) -> Node | None:
        parameter = props_parameter(self._function, self._export)
        if parameter is not None and parameter.type.endswith("_parameter"):
            return field(parameter, "pattern")
        return parameter

    def _out_of(self, pattern: Node) -> Iterator[Property]:
        """Give the reads of ``{ params, searchParams: query, params: { id } }``."""
        for each in named(pattern):
            if each.type == "shorthand_property_identifier_pattern" and text_of(each) in _PROPS:
                yield from self._local(text_of(each), text_of(each))
            elif each.type == "pair_pattern" and text_of(field(each, "key")) in _PROPS:
                prop, value = text_of(field(each, "key")), field(each, "value")
                if value is not None and value.type == "identifier":
                    yield from self._local(prop, text_of(value))
                elif value is not None and value.type == "object_pattern":
                    yield from self._keys(prop, value, awaited=False)

    def _through(self, name: str) -> Iterator[Property]:
        """Give the reads through the props as a whole: ``props.params``, ``const { params } = props``."""
        for use in self._uses(name):
            above = use.parent
            if above is None:
                continue
            if above.type == "member_expression" and text_of(field(above, "property")) in _PROPS:
                yield from self._use(text_of(field(above, "property")), above)
            elif above.type == "variable_declarator" and field(above, "value") == use:
                pattern = field(above, "name")
                if pattern is not None and pattern.type == "object_pattern":
                    yield from self._out_of(pattern)

    def _local(self, prop: str, name: str) -> Iterator[Property]:
        for use in self._uses(name):
            yield from self._use(prop, use)

    def _uses(self, name: str) -> Iterator[Node]:
        start, end = self._function.start_byte, self._function.end_byte
        for use in self._scan.uses(name):
            if start <= use.start_byte < end and not _declares(use) and not shadowed(use, name, self._function):
                yield use

    def _use(self, prop: str, use: Node) -> Iterator[Property]:
        """Give what is read of ``use``, which holds the prop."""
        awaited = is_awaited(use, self._names)
        whole = _around(use) if awaited else use
        while whole.parent is not None and whole.parent.type in WRAPPED:
            whole = whole.parent
        above = whole.parent
        if above is None:
            return
        if above.type in {"member_expression", "subscript_expression"} and field(above, "object") == whole:
            key = string_of(field(above, "index")) or text_of(field(above, "property")) or None
            promise = key in _PROMISE
            yield self._property(use, prop, None if promise else key, awaited=awaited or promise)
        elif above.type == "variable_declarator" and field(above, "value") == whole:
            pattern = field(above, "name")
            if pattern is not None and pattern.type == "object_pattern":
                yield from self._keys(prop, pattern, awaited=awaited)
            else:
                yield self._property(use, prop, None, awaited=awaited)
        else:
            yield self._property(use, prop, None, awaited=awaited)

    def _keys(self, prop: str, pattern: Node, *, awaited: bool) -> Iterator[Property]:
        for each in named(pattern):
            key = field(each, "key") or field(each, "left") or each
            name = None if each.type == "rest_pattern" else string_of(key) or text_of(key)
            yield self._property(each, prop, name, awaited=awaited)

    def _property(self, node: Node, prop: str, key: str | None, *, awaited: bool) -> Property:
        return Property(export=self._export, prop=prop, key=key, awaited=awaited, **self._scan.place(node))


def _declares(use: Node) -> bool:
    """Whether ``use`` is a parameter or a new name rather than a read."""
    above = use.parent
    if above is None or above.type in {"formal_parameters", "required_parameter", "optional_parameter", "pair_pattern"}:
        return True
    return above.type == "variable_declarator" and field(above, "name") == use


def _around(use: Node) -> Node:
    """Give the ``await`` expression or the call of ``use()`` around ``use``."""
    above = use.parent
    while above is not None and above.type not in {"await_expression", "call_expression"}:
        above = above.parent
    return above or use
