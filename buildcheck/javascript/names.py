"""A parsed file -> what its names stand for: which module an imported name comes from, whether a name is local."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named, string_of, text_of
from buildcheck.javascript.scan import Scan, argument
from buildcheck.javascript.scope import Declared, Scope, scope_of

_LOCAL_FUNCTIONS = """
[(function_declaration name: (identifier) @name)
 (generator_function_declaration name: (identifier) @name)
 (variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression)])]
"""


class Imported(NamedTuple):
    """An imported name: the module, and the name as that module exports it."""

    module: str
    name: str


class Names:
    """The names of one file."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self.top: Scope = scope_of(scan.root)

    @cached_property
    def imported(self) -> dict[str, Imported]:
        """The imported names of the module, by their local names; ``require`` included."""
        found: dict[str, Imported] = {}
        for name, declared in self.top.names.items():
            origin = _origin(declared)
            if origin is not None:
                found[name] = origin
        return found

    @cached_property
    def functions(self) -> dict[str, Node]:
        """The functions of the file by their names, wherever they are declared."""
        found: dict[str, Node] = {}
        for name in self._scan.search(_LOCAL_FUNCTIONS, "name"):
            owner = name.parent
            value = field(owner, "value") or owner
            if value is not None:
                found[text_of(name)] = value
        return found


def _origin(declared: Declared) -> Imported | None:
    if declared.kind == "import":
        return Imported(declared.module or "", declared.name or "")
    value = bare(declared.value)
    if declared.kind != "value" or value is None or value.type != "call_expression" or len(declared.keys) > 1:
        return None
    module = string_of(argument(value))
    if module is None or text_of(field(value, "function")) != "require":
        return None
    return Imported(module, declared.keys[0] if declared.keys else "*")


def shadowed(node: Node, name: str, until: Node | None = None) -> bool:
    """Whether a function between ``node`` and ``until`` (the program, when not given) has a parameter ``name``."""
    above = node.parent
    while above is not None and above != until:
        if above.type in FUNCTIONS and name in parameter_names(above):
            return True
        above = above.parent
    return False


def parameter_names(function: Node) -> set[str]:
    """Give the names that the parameters of ``function`` declare."""
    found: set[str] = set()
    pending = [each for each in (field(function, "parameters"), field(function, "parameter")) if each is not None]
    while pending:
        node = pending.pop()
        if node.type in {"identifier", "shorthand_property_identifier_pattern"}:
            found.add(text_of(node))
        elif node.type in {"pair_pattern", "assignment_pattern", "object_assignment_pattern"}:
            pending += [each for each in (field(node, "left"), field(node, "value")) if each is not None]
        elif node.type in {"required_parameter", "optional_parameter"}:
            pending += [each for each in (field(node, "pattern"),) if each is not None]
        elif node.type in {"formal_parameters", "object_pattern", "array_pattern", "rest_pattern"}:
            pending += named(node)
    return found
