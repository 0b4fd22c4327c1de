"""A parsed file -> functions that read the variable which their parameter names, and the calls that name one.

``getEnv("X")`` is as good a name as ``process.env.X`` to a reader, though not to a bundler, which never writes it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace
from tree_sitter import Node

from buildcheck.javascript.fallback import has_fallback
from buildcheck.javascript.guards import is_guarded
from buildcheck.javascript.holders import Holders
from buildcheck.javascript.listed import constant_key, listed_keys
from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named, string_of, text_of
from buildcheck.javascript.reading import arguments
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.values import Reader
from buildcheck.model.module import EnvAsk, EnvGetter, EnvRead

VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,}")
_ANY_ASK = re.compile(rb"""[(,]\s*["'`][A-Z][A-Z0-9_]{2,}["'`]""")
_MOST_ARGUMENTS = 2
_ROUNDS = 3


class Key(NamedTuple):
    """A dynamic read ``node``, whose key is the expression ``key``, as the fact that it is."""

    node: Node
    key: Node | None
    read: EnvRead


class Getters:
    """The functions of one file, found from its dynamic reads."""

    def __init__(self, scan: Scan, names: Names, holders: Holders, reader: Reader) -> None:
        self._reader = reader
        self._scan = scan
        self._names = names
        self._holders = holders
        self.found: dict[str, EnvGetter] = {}

    def named(self, keys: list[Key]) -> tuple[EnvRead, ...]:
        """Give the reads of ``keys``, those in getters marked, and one more for each call that names a variable."""
        reads = [read for each in keys for read in self._of_key(each)]
        for _ in range(_ROUNDS if self.found else 0):
            known = dict(self.found)
            for call, getter in self._calls(known):
                self._derive(call, getter)
            if len(known) == len(self.found):
                break
        for call, getter in self._calls(self.found):
            name = string_of(bare(_nth(call, getter.argument)))
            if name is not None:
                reads.append(self._read(call, getter, name))
        return tuple(reads)

    def _of_key(self, key: Key) -> Iterator[EnvRead]:
        names = listed_keys(self._scan, self._names, self._reader, key.key)
        constant = constant_key(self._names, key.key)
        yield from (replace(key.read, name=each) for each in names)
        if constant is not None:
            # Turbopack looks through the constant, webpack does not (next 16.0.3, executed).
            yield replace(key.read, name=constant, how="alias")
        elif not names:
            yield self._marked(key)

    def _marked(self, key: Key) -> EnvRead:
        getter = self._getter_of(key.key)
        if getter is None:
            return key.read
        name, place, count = getter
        own = has_fallback(key.node)
        self.found[name] = EnvGetter(
            name=name,
            argument=place,
            of=key.read.of,
            fallback=own and count == 1,
            defaulted=count > 1,
            **self._scan.place(key.node),
        )
        return replace(key.read, getter=name)

    def _getter_of(self, key: Node | None) -> tuple[str, int, int] | None:
        """Give the name of the function whose parameter ``key`` is, its number and how many it has."""
        key = bare(key)
        function = key.parent if key is not None and key.type == "identifier" else None
        while function is not None and function.type not in FUNCTIONS:
            function = function.parent
        if key is None or function is None:
            return None
        parameters = [text_of(field(each, "pattern") or field(each, "left") or each) for each in _parameters(function)]
        if text_of(key) not in parameters:
            return None
        above = function.parent
        label = field(function, "name") or (
            field(above, "name") if above is not None and above.type == "variable_declarator" else None
        )
        if label is None or function.type == "method_definition":
            return None
        return text_of(label), parameters.index(text_of(key)), len(parameters)

    def _calls(self, getters: Mapping[str, EnvGetter]) -> Iterator[tuple[Node, EnvGetter]]:
        for call in self._scan.found("call") if getters else ():
            self._scan.deadline.check()
            getter = getters.get(text_of(field(call, "function")))
            if getter is not None:
                yield call, getter

    def _derive(self, call: Node, getter: EnvGetter) -> None:
        """Note a function that hands its own parameter on to a getter."""
        outer = self._getter_of(_nth(call, getter.argument))
        if outer is not None and outer[0] not in self.found:
            fallback = getter.fallback or has_fallback(call)
            self.found[outer[0]] = replace(
                getter, name=outer[0], argument=outer[1], fallback=fallback and outer[2] == 1, defaulted=outer[2] > 1
            )

    def _read(self, call: Node, getter: EnvGetter, name: str) -> EnvRead:
        more = getter.defaulted and _nth(call, getter.argument + 1) is not None
        return EnvRead(
            name=name,
            of=getter.of,
            how="dynamic",
            fallback=has_fallback(call) or getter.fallback or more,
            nested=self._scan.nested(call),
            within=self._holders.of(call),
            guarded=is_guarded(self._scan, call),
            getter=getter.name,
            **self._scan.place(call),
        )

    def asks(self) -> tuple[EnvAsk, ...]:
        """Give the calls of imported functions with the name of a variable, as it looks."""
        found = []
        for call in self._scan.found("call") if _ANY_ASK.search(self._scan.text) else ():
            self._scan.deadline.check()
            origin = self._names.imported.get(text_of(field(call, "function")))
            for place in range(_MOST_ARGUMENTS) if origin is not None else ():
                name = string_of(bare(_nth(call, place)))
                if name is not None and origin is not None and VARIABLE.fullmatch(name):
                    found.append(self._ask(call, origin.module, origin.name, name, place))
        return tuple(sorted(found, key=lambda each: (each.line, each.column)))

    def _ask(self, call: Node, module: str, name: str, variable: str, place: int) -> EnvAsk:
        return EnvAsk(
            variable=variable,
            module=module,
            name=name,
            argument=place,
            more=_nth(call, place + 1) is not None,
            fallback=has_fallback(call),
            nested=self._scan.nested(call),
            within=self._holders.of(call),
            guarded=is_guarded(self._scan, call),
            **self._scan.place(call),
        )


def _nth(call: Node, place: int) -> Node | None:
    given = arguments(call)
    return given[place] if place < len(given) else None


def _parameters(function: Node) -> list[Node]:
    listed = field(function, "parameters")
    single = field(function, "parameter")
    return list(named(listed)) if listed is not None else [single] if single is not None else []
