"""A parsed file -> its reads of the environment, in every form that names a variable or hands the whole on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from tree_sitter import Node

from buildcheck.javascript.fallback import has_fallback, is_empty, stand_in
from buildcheck.javascript.foreseen import gives_nothing, is_foreseen
from buildcheck.javascript.getters import Getters, Key
from buildcheck.javascript.guards import is_chosen, is_guarded
from buildcheck.javascript.holders import Holders
from buildcheck.javascript.names import Names, shadowed
from buildcheck.javascript.nodes import FUNCTIONS, WRAPPED, field, has, named, string_of, text_of
from buildcheck.javascript.scan import Ranges, Scan, argument
from buildcheck.model.module import EnvironmentOf, EnvRead

_OBJECTS = """
(member_expression property: (property_identifier) @key (#eq? @key "env")) @env
(subscript_expression object: (identifier) @owner (#eq? @owner "process")) @index
(variable_declarator name: (object_pattern) value: (identifier) @process (#eq? @process "process"))
"""
How = Literal["member", "index", "destructure", "alias", "dynamic", "whole"]

_HINTS = (b".env", b"process", b'env"]', b"env']")
_OWNERS: dict[str, EnvironmentOf] = {
    "process": "process.env",
    "globalThis.process": "process.env",
    "global.process": "process.env",
    "window.process": "process.env",
    "import.meta": "import.meta.env",
    "Deno": "Deno.env",
    "Bun": "Bun.env",
}
_LOCAL = re.compile(r"(?:https?|wss?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[:/]|\Z)")
_NEAR = 200
"""Bytes."""
_ASIDE = frozenset({"if_statement", "unary_expression", "type_query", "expression_statement"})


def environment_of(
    scan: Scan, names: Names, holders: Holders, validated: Ranges, getters: Getters
) -> tuple[EnvRead, ...]:
    """Give the reads of ``scan``; ``getters`` learns which functions read what they are told. An assignment to a
    variable is no read, nor is a test whether there is an environment at all (``typeof process.env``, ``if
    (process.env)``)."""
    if not any(each in scan.text for each in _HINTS):
        return ()
    reader = _Environment(scan, holders, validated)
    found: list[EnvRead] = []
    objects = scan.searched(_OBJECTS)
    for key in objects.get("env", ()):
        owner = text_of(field(key, "object"))
        of = _OWNERS.get(owner.replace("?", ""))
        if of is not None:
            # Bundlers know `process.env`; what `process?.env` and `globalThis.process.env` become differs among them.
            plain = not owner.startswith(("global", "window")) and "?" not in text_of(key)
            found += reader.uses(key, of, None if plain else "alias")
    for whole in objects.get("index", ()):
        if string_of(field(whole, "index")) == "env":
            found += reader.uses(whole, "process.env")
    for process in objects.get("process", ()):
        found += reader.taken_from(process)
    for local, origin in names.imported.items():
        if origin.module in {"process", "node:process"} and origin.name == "env":
            found += reader.aliased(local, scan.root, "process.env")
    found += getters.named(reader.keys)
    return tuple(sorted(set(found), key=lambda each: (each.line, each.column, each.name or "")))


class _Environment:
    def __init__(self, scan: Scan, holders: Holders, validated: Ranges) -> None:
        self._scan = scan
        self._holders = holders
        self._validated = validated
        self.keys: list[Key] = []

    def uses(self, whole: Node, of: EnvironmentOf, how: How | None = None) -> Iterator[EnvRead]:
        """Give the reads that the object ``whole`` of all variables is used for."""
        while whole.parent is not None and whole.parent.type in WRAPPED:
            whole = whole.parent
        above = whole.parent
        if above is None:
            return
        if field(above, "object") == whole:
            yield from (
                self._member(above, of, how) if above.type == "member_expression" else self._index(above, of, how)
            )
        elif above.type == "variable_declarator" and field(above, "value") == whole:
            yield from self._declared(above, of)
        elif above.type == "binary_expression" and has(above, "in"):
            left = string_of(field(above, "left"))
            if left is not None:
                yield self._read(whole, left, of, how or "index", fallback=True)
        elif above.type not in _ASIDE and field(above, "left") != whole:
            yield self._read(whole, None, of, "whole")

    def _index(self, subscript: Node, of: EnvironmentOf, how: How | None) -> Iterator[EnvRead]:
        key = field(subscript, "index")
        name = string_of(key)
        if _is_written(subscript):
            return
        if name is None:
            self.keys.append(Key(subscript, key, self._read(subscript, None, of, "dynamic")))
        else:
            yield self._read(subscript, name, of, how or "index")

    def _member(self, member: Node, of: EnvironmentOf, how: How | None) -> Iterator[EnvRead]:
        name = text_of(field(member, "property"))
        call = member.parent
        if call is not None and call.type == "call_expression" and field(call, "function") == member:
            # Deno has the method `get`; `hasOwnProperty` and the like name a variable, too.
            given = string_of(argument(call))
            if name == "get" or given is not None:
                yield self._read(call, given, of, "dynamic" if given is None else how or "index", name != "get")
            elif name.startswith("to"):
                yield self._read(member, None, of, "whole")
            else:
                yield self._read(member, name, of, how or "member")
        elif not _is_written(member):
            yield self._read(member, name, of, how or "member")

    def _declared(self, declarator: Node, of: EnvironmentOf) -> Iterator[EnvRead]:
        target = field(declarator, "name")
        if target is None:
            return
        if target.type == "identifier":
            yield from self.aliased(text_of(target), _owner(declarator), of)
        elif target.type == "object_pattern":
            yield from self._taken(target, of)

    def _taken(self, pattern: Node, of: EnvironmentOf) -> Iterator[EnvRead]:
        for each in named(pattern):
            match each.type:
                case "shorthand_property_identifier_pattern":
                    yield self._read(each, text_of(each), of, "destructure")
                case "object_assignment_pattern":
                    yield self._read(each, text_of(field(each, "left")), of, "destructure", fallback=True)
                case "pair_pattern":
                    value, key = field(each, "value"), field(each, "key")
                    default = value is not None and value.type == "assignment_pattern"
                    name = None if key is not None and key.type == "computed_property_name" else text_of(key)
                    how: How = "dynamic" if name is None else "destructure"
                    yield self._read(each, string_of(key) or name, of, how, fallback=default)
                case _:
                    yield self._read(each, None, of, "whole")

    def taken_from(self, process: Node) -> Iterator[EnvRead]:
        """Give the reads of ``const { env } = process`` and ``const { env: { X } } = process``."""
        declarator = process.parent
        pattern = field(declarator, "name")
        for each in named(pattern) if pattern is not None and declarator is not None else ():
            if each.type == "shorthand_property_identifier_pattern" and each.text == b"env":
                yield from self.aliased("env", _owner(each), "process.env")
            elif each.type == "pair_pattern" and text_of(field(each, "key")) == "env":
                value = field(each, "value")
                if value is not None and value.type == "object_pattern":
                    yield from self._taken(value, "process.env")
                elif value is not None and value.type == "identifier":
                    yield from self.aliased(text_of(value), _owner(each), "process.env")

    def aliased(self, name: str, owner: Node, of: EnvironmentOf) -> Iterator[EnvRead]:
        """Give the reads through ``name``, which stands for the environment in ``owner``."""
        for use in self._scan.uses(name):
            if not owner.start_byte <= use.start_byte < owner.end_byte:
                continue
            above = use.parent
            declares = above is not None and above.type in {"variable_declarator", "import_specifier"}
            if not (declares and field(above, "value") != use) and not shadowed(use, name, owner):
                yield from self.uses(use, of, "alias")

    def _read(self, node: Node, name: str | None, of: EnvironmentOf, how: How, fallback: bool = False) -> EnvRead:
        text = stand_in(node)
        return EnvRead(
            name=name,
            of=of,
            how=how,
            fallback=fallback or has_fallback(node) or is_foreseen(node),
            nested=not self._holders.at_load.runs(node),
            within=self._holders.of(node),
            guarded=is_guarded(self._scan, node),
            validated=self._validated.hold(node),
            empty=is_empty(node) or gives_nothing(node),
            written_out=bool(text) and not self._is_about_production(node, name),
            local_default=_LOCAL.match(text or "") is not None,
            **self._scan.place(node),
        )

    def _is_about_production(self, node: Node, name: str | None) -> bool:
        """Whether something beside the read, or about the same variable, tells development from production."""
        return is_chosen(self._scan, node) or (name or "").encode() in self._beside_node_env

    @cached_property
    def _beside_node_env(self) -> frozenset[bytes]:
        """The words of the statements that speak of NODE_ENV, as far as they are near."""
        text, found = self._scan.text, set()
        for match in re.finditer(rb"NODE_ENV", text):
            self._scan.deadline.check()
            before = text[max(match.start() - _NEAR, 0) : match.start()].rpartition(b";")[2]
            after = text[match.end() : match.end() + _NEAR].partition(b";")[0]
            found |= {*re.findall(rb"\w+", before), *re.findall(rb"\w+", after)}
        return frozenset(found)


def _owner(node: Node) -> Node:
    """Give the function that ``node`` lies in, or the program."""
    above = node
    while above.parent is not None and above.type not in FUNCTIONS:
        above = above.parent
    return above


def _is_written(node: Node) -> bool:
    above = node.parent
    if above is None:
        return False
    if above.type == "assignment_expression":
        return field(above, "left") == node
    return above.type == "unary_expression" and has(above, "delete")
