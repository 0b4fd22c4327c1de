"""A parsed file -> the requests for other modules that it makes, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.erased import erased_names
from buildcheck.javascript.nodes import bare, field, has, named, string_of, text_of
from buildcheck.javascript.scan import Scan, argument
from buildcheck.model.module import Import, ImportKind

_MOCKS = frozenset(
    f"{tool}.{name}"
    for tool in ("jest", "vi", "vitest")
    for name in ("mock", "doMock", "unmock", "dontMock", "unstable_mockModule", "requireActual", "importActual")
)
_RESOLVERS = frozenset({"require.resolve", "import.meta.resolve"})
_TYPES = frozenset(
    {"type_annotation", "type_alias_declaration", "type_arguments", "type_query", "generic_type", "constraint"}
)
_TYPE_PATHS = frozenset({"member_expression", "nested_identifier", "nested_type_identifier", "call_expression"})

# These two stand in comments, whose text has no syntax of its own.
_REFERENCE = re.compile(r"///\s*<reference\s+(types|path)\s*=\s*[\"']([^\"']+)[\"']")
_JSX_SOURCE = re.compile(r"@jsxImportSource\s+([^\s*]+)")


def imports_of(scan: Scan) -> tuple[Import, ...]:
    """Give every import of ``scan`` whose specifier is a literal."""
    found = [
        *_statements(scan),
        *_reexports(scan),
        *_dynamic(scan),
        *_required(scan),
        *_methods(scan),
        *_urls(scan),
        *_references(scan),
    ]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def _statements(scan: Scan) -> Iterator[Import]:
    for statement in scan.found("import"):
        only_types = has(statement, "type") or has(statement, "typeof")
        required = next((each for each in statement.named_children if each.type == "import_require_clause"), None)
        source = field(required or statement, "source")
        specifier = string_of(source)
        if specifier is None or source is None:
            continue
        if required is not None:
            kind: ImportKind = "type" if only_types else "require"
            yield Import(specifier=specifier, kind=kind, names=("*",), **scan.place(source))
            continue
        clause = next((each for each in statement.named_children if each.type == "import_clause"), None)
        names, types = _clause_names(clause) if clause is not None else ((), ())
        yield Import(
            specifier=specifier,
            kind="type" if only_types else "import",
            names=names,
            types=names if only_types else types,
            erased=erased_names(scan, clause) if clause is not None and not only_types else (),
            **scan.place(source),
        )


def _clause_names(clause: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names: list[str] = []
    types: list[str] = []
    for part in named(clause):
        if part.type == "identifier":
            names.append("default")
        elif part.type == "namespace_import":
            names.append("*")
        elif part.type == "named_imports":
            for each in named(part):
                name = _module_name(field(each, "name"))
                names.append(name)
                if has(each, "type"):
                    types.append(name)
    return tuple(names), tuple(types)


def _module_name(node: Node | None) -> str:
    """Give a name as another module exports it; it may be written as a string."""
    return string_of(node) or text_of(node)


def _reexports(scan: Scan) -> Iterator[Import]:
    for statement in scan.found("export"):
        source = field(statement, "source")
        specifier = string_of(source)
        if specifier is None or source is None:
            continue
        only_types = has(statement, "type")
        clause = next((each for each in statement.named_children if each.type == "export_clause"), None)
        specifiers = [each for each in named(clause) if each.type == "export_specifier"] if clause is not None else []
        names = tuple(_module_name(field(each, "name")) for each in specifiers) if clause is not None else ("*",)
        types = tuple(_module_name(field(each, "name")) for each in specifiers if has(each, "type"))
        yield Import(
            specifier=specifier,
            kind="type" if only_types else "export",
            names=names,
            types=names if only_types else types,
            **scan.place(source),
        )


def _dynamic(scan: Scan) -> Iterator[Import]:
    for call in scan.found("dynamic"):
        source = argument(call)
        specifier = string_of(source)
        if specifier is None or source is None:
            continue
        if _in_type(call):
            yield Import(specifier=specifier, kind="type", names=("*",), types=("*",), **scan.place(source))
        else:
            yield _called(scan, call, source, "dynamic", _taken(call))


def _in_type(call: Node) -> bool:
    """Whether ``call`` stands where only a type can: ``import("x").T``, ``typeof import("x")``."""
    node = call.parent
    while node is not None and node.type in _TYPE_PATHS:
        node = node.parent
    return node is not None and (node.type in _TYPES or node.type.endswith("_type"))


def _required(scan: Scan) -> Iterator[Import]:
    for call in scan.found("call"):
        callee = field(call, "function")
        source = argument(call)
        specifier = string_of(source)
        if callee is not None and callee.text == b"require" and specifier is not None and source is not None:
            yield _called(scan, call, source, "require", _taken(call))


def _methods(scan: Scan) -> Iterator[Import]:
    for call in scan.found("method"):
        callee = field(call, "function")
        property_ = field(callee, "property")
        if property_ is None or property_.text not in _METHOD_NAMES:
            continue
        name = text_of(callee)
        source = argument(call)
        if source is not None and source.type == "call_expression" and name in _MOCKS:
            # vi.mock(import("./x")): the import is found on its own, and names the module for its types alone.
            continue
        specifier = string_of(source)
        if specifier is None or source is None:
            continue
        if name in _RESOLVERS:
            yield _called(scan, call, source, "resolve")
        elif name in _MOCKS:
            yield _called(scan, call, source, "mock")


_METHOD_NAMES = frozenset(name.rpartition(".")[2].encode() for name in _MOCKS | _RESOLVERS)


def _urls(scan: Scan) -> Iterator[Import]:
    for new in scan.found("new"):
        source = argument(new)
        specifier = string_of(source)
        base = argument(new, 1)
        if text_of(field(new, "constructor")) != "URL" or specifier is None or source is None or base is None:
            continue
        if text_of(base) == "import.meta.url":
            yield _called(scan, new, source, "url")


def _references(scan: Scan) -> Iterator[Import]:
    """Read ``/// <reference types="x" />``, and ``@jsxImportSource x``, whose runtime the compiler imports."""
    if b"///" not in scan.text and b"@jsxImportSource" not in scan.text:
        return
    for comment in scan.search("(comment) @comment", "comment"):
        text = text_of(comment)
        reference = _REFERENCE.match(text) if text.startswith("///") else None
        if reference is not None and (comment.parent is None or comment.parent.type == "program"):
            path = reference[2] if reference[1] == "types" or reference[2].startswith(".") else f"./{reference[2]}"
            yield Import(specifier=path, kind="type", **scan.place(comment))
        source = _JSX_SOURCE.search(text)
        if source is not None and text.startswith("/*"):
            yield Import(specifier=f"{source[1]}/jsx-runtime", kind="import", names=("jsx",), **scan.place(comment))


def _called(scan: Scan, call: Node, source: Node, kind: ImportKind, names: tuple[str, ...] = ()) -> Import:
    return Import(
        specifier=string_of(source) or "",
        kind=kind,
        names=names,
        guarded=scan.guarded(call),
        nested=scan.nested(call),
        **scan.place(source),
    )


def _taken(call: Node) -> tuple[str, ...]:
    """Give the names that are taken of what ``call`` gives; ``*`` where that can't be told."""
    node, above = call, call.parent
    while above is not None and above.type in {"await_expression", "parenthesized_expression", "as_expression"}:
        node, above = above, above.parent
    if above is None or above.type == "expression_statement":
        return ()
    if above.type == "variable_declarator":
        return _pattern_names(field(above, "name"))
    if above.type == "member_expression" and field(above, "object") == node:
        return _member_names(above)
    return ("*",)


def _member_names(member: Node) -> tuple[str, ...]:
    name = text_of(field(member, "property"))
    call = member.parent
    if name not in {"then", "catch", "finally"} or call is None or call.type != "call_expression":
        return (name,)
    callback = argument(call)
    if name != "then" or callback is None or callback.type != "arrow_function":
        return ("*",)
    parameters = field(callback, "parameters")
    pattern = next(iter(named(parameters)), None) if parameters is not None else field(callback, "parameter")
    if pattern is not None and pattern.type == "required_parameter":
        pattern = field(pattern, "pattern")
    if pattern is not None and pattern.type == "object_pattern":
        return _pattern_names(pattern)
    body = bare(field(callback, "body"))
    if pattern is None or body is None or body.type != "member_expression":
        return ("*",)
    return (text_of(field(body, "property")),) if text_of(field(body, "object")) == text_of(pattern) else ("*",)


def _pattern_names(pattern: Node | None) -> tuple[str, ...]:
    if pattern is None or pattern.type != "object_pattern":
        return ("*",)
    names: list[str] = []
    for each in named(pattern):
        match each.type:
            case "shorthand_property_identifier_pattern":
                names.append(text_of(each))
            case "pair_pattern":
                key = field(each, "key")
                names.append(string_of(key) or text_of(key))
            case "object_assignment_pattern":
                names.append(text_of(field(each, "left")))
            case _:
                return ("*",)
    return tuple(names)
