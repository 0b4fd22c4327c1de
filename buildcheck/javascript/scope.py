"""A block of statements -> the names that it declares, and what is done to them later. Syntax alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, bare, has, named, string_of, text_of
from buildcheck.javascript.nodes import field as part
from buildcheck.javascript.scan import argument
from buildcheck.model import syntax

Kind = Literal["value", "function", "class", "enum", "import", "type"]

_DECLARATIONS: dict[str, Kind] = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "function_signature": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "enum_declaration": "enum",
    "internal_module": "value",
    "interface_declaration": "type",
    "type_alias_declaration": "type",
}
_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared name. ``value`` is its initializer, or the declaration itself; ``keys`` is the way to it where it
    comes out of a pattern. For an import, ``module`` and ``name`` are what was asked for."""

    kind: Kind
    node: Node
    value: Node | None = None
    keys: tuple[str, ...] = ()
    default: Node | None = None
    module: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A later assignment to a name (no ``keys``) or a part of it. ``value`` is ``None`` for one that can't be read
    (``+=``) and for ``delete``. ``merges``: its entries are added (``Object.assign``)."""

    keys: tuple[str, ...]
    value: Node | None
    certain: bool
    merges: bool = False
    deletes: bool = False


@dataclass(slots=True)
class Scope:
    """The names of a block, and of those around it. ``bound`` are names with values, such as parameters."""

    above: Scope | None = None
    names: dict[str, Declared] = field(default_factory=dict)
    effects: dict[str, list[Effect]] = field(default_factory=dict)
    bound: Mapping[str, syntax.Node] = field(default_factory=dict)

    def find(self, name: str) -> tuple[Scope, Declared | syntax.Node] | None:
        """Give the innermost declaration of ``name`` with its scope."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bound:
                return scope, scope.bound[name]
            if name in scope.names:
                return scope, scope.names[name]
            scope = scope.above
        return None


def scope_of(block: Node, above: Scope | None = None, bound: Mapping[str, syntax.Node] | None = None) -> Scope:
    """Give the names of ``block`` (a program or the body of a function), those of inner blocks included."""
    scope = Scope(above=above, bound=bound or {})
    for statement, certain in _statements(block, certain=True):
        _declare(scope, statement)
        if statement.type == "expression_statement":
            for name, effect in _effects(statement, certain):
                scope.effects.setdefault(name, []).append(effect)
    return scope


def _statements(block: Node, *, certain: bool) -> Iterator[tuple[Node, bool]]:
    """Give the statements of ``block`` and of the blocks in it, and whether each is certainly executed."""
    pending = [(each, certain) for each in reversed(block.named_children)]
    while pending:
        node, sure = pending.pop()
        if node.type in FUNCTIONS or node.type == "comment":
            yield node, sure
            continue
        yield node, sure
        if node.type.endswith("_statement") and node.type not in {"expression_statement", "return_statement"}:
            inner = sure and node.type in {"export_statement", "labeled_statement"}
            pending += [(each, inner) for each in reversed(node.named_children)]
        elif node.type in {"statement_block", "else_clause", "switch_body", "switch_case", "switch_default"}:
            pending += [(each, sure) for each in reversed(node.named_children)]
        elif node.type in {"catch_clause", "finally_clause"}:
            pending += [(each, False) for each in reversed(node.named_children)]


def _declare(scope: Scope, statement: Node) -> None:
    if statement.type == "import_statement":
        for name, declared in _imported(statement):
            scope.names[name] = declared
    elif statement.type in _VARIABLES:
        for declarator in named(statement):
            if declarator.type == "variable_declarator":
                for name, declared in declared_by(declarator):
                    scope.names.setdefault(name, declared)
    elif statement.type == "ambient_declaration":
        for inner in named(statement):
            _declare(scope, inner)
    elif statement.type in _DECLARATIONS:
        name = text_of(part(statement, "name"))
        scope.names.setdefault(name, Declared(_DECLARATIONS[statement.type], statement, statement))


def declared_by(declarator: Node) -> Iterator[tuple[str, Declared]]:
    """Give the names of ``const pattern = value``."""
    target, value = part(declarator, "name"), part(declarator, "value")
    if target is not None:
        yield from _pattern(target, target, value, (), None)


def _pattern(
    target: Node, node: Node, value: Node | None, keys: tuple[str, ...], default: Node | None
) -> Iterator[tuple[str, Declared]]:
    match target.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            yield text_of(target), Declared("value", node, value, keys, default)
        case "object_pattern":
            for each in named(target):
                yield from _property(each, value, keys)
        case "array_pattern":
            for index, each in enumerate(named(target)):
                yield from _pattern(each, each, value, (*keys, str(index)), None)
        case "assignment_pattern":
            left = part(target, "left")
            if left is not None:
                yield from _pattern(left, node, value, keys, part(target, "right"))
        case "rest_pattern":
            for each in named(target):
                yield text_of(each), Declared("value", node, target, ())


def _property(each: Node, value: Node | None, keys: tuple[str, ...]) -> Iterator[tuple[str, Declared]]:
    match each.type:
        case "shorthand_property_identifier_pattern":
            yield from _pattern(each, each, value, (*keys, text_of(each)), None)
        case "pair_pattern":
            key, inner = part(each, "key"), part(each, "value")
            if inner is not None:
                yield from _pattern(inner, inner, value, (*keys, string_of(key) or text_of(key)), None)
        case "object_assignment_pattern":
            left = part(each, "left")
            if left is not None:
                yield from _pattern(left, each, value, (*keys, text_of(left)), part(each, "right"))
        case _:
            yield from _pattern(each, each, value, keys, None)


def _imported(statement: Node) -> Iterator[tuple[str, Declared]]:
    module = string_of(part(statement, "source"))
    for clause in named(statement):
        if clause.type == "import_require_clause":
            local = next(iter(named(clause)), None)
            module = string_of(part(clause, "source"))
            if local is not None:
                yield text_of(local), Declared("import", local, module=module, name="*")
        elif clause.type == "import_clause":
            for each in named(clause):
                yield from _clause_part(each, module)


def _clause_part(each: Node, module: str | None) -> Iterator[tuple[str, Declared]]:
    if each.type == "identifier":
        yield text_of(each), Declared("import", each, module=module, name="default")
    elif each.type == "namespace_import":
        local = next(iter(named(each)), None)
        yield text_of(local), Declared("import", each, module=module, name="*")
    elif each.type == "named_imports":
        for specifier in named(each):
            name = part(specifier, "name")
            local = part(specifier, "alias") or name
            yield text_of(local), Declared("import", specifier, module=module, name=string_of(name) or text_of(name))


def _effects(statement: Node, certain: bool) -> Iterator[tuple[str, Effect]]:
    expression = bare(next(named(statement), None))
    # exports = module.exports = … assigns to each of them.
    while expression is not None and expression.type == "assignment_expression":
        way = _way(part(expression, "left"))
        right = bare(part(expression, "right"))
        if way is not None:
            yield way[0], Effect(way[1:], _assigned(right), certain)
        expression = right
    if expression is not None and expression.type in _CHANGES:
        target, effect = _change(expression, certain)
        way = _way(target)
        if way is not None:
            yield way[0], replace(effect, keys=way[1:])


_CHANGES = frozenset({"augmented_assignment_expression", "update_expression", "unary_expression", "call_expression"})


def _assigned(right: Node | None) -> Node | None:
    while right is not None and right.type == "assignment_expression":
        right = bare(part(right, "right"))
    return right


def _change(expression: Node, certain: bool) -> tuple[Node | None, Effect]:
    """Give what ``a += b``, ``a++``, ``delete a`` or ``Object.assign(a, b)`` changes, and how."""
    if expression.type == "call_expression":
        target = argument(expression) if text_of(part(expression, "function")) == "Object.assign" else None
        return target, Effect((), argument(expression, 1), certain, merges=True)
    if expression.type == "unary_expression":
        target = part(expression, "argument") if has(expression, "delete") else None
        return target, Effect((), None, certain, deletes=True)
    return part(expression, "left") or part(expression, "argument"), Effect((), None, certain)


def _way(node: Node | None) -> tuple[str, ...] | None:
    """Give ``("a", "b", "c")`` for ``a.b.c`` and ``a["b"].c``; ``None`` for anything else."""
    keys: list[str] = []
    node = bare(node)
    while node is not None and node.type in {"member_expression", "subscript_expression"}:
        if node.type == "member_expression":
            keys.append(text_of(part(node, "property")))
        else:
            key = string_of(part(node, "index"))
            if key is None:
                return None
            keys.append(key)
        node = bare(part(node, "object"))
    if node is None or node.type != "identifier":
        return None
    return (text_of(node), *reversed(keys))
