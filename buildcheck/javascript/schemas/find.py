"""A parsed file -> its validation schemas for the environment, and the places that give the environment to one."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypedDict

from msgspec.structs import replace
from tree_sitter import Node

from buildcheck.javascript.guards import is_guarded
from buildcheck.javascript.holders import Holders
from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import bare, field, named, text_of
from buildcheck.javascript.scan import Ranges, Scan, argument
from buildcheck.javascript.schemas.chain import chain_of
from buildcheck.javascript.schemas.field import Arguments
from buildcheck.javascript.schemas.tables import Fields, Tables, of_variables
from buildcheck.javascript.values import Reader
from buildcheck.javascript.within import Within
from buildcheck.model.module import EnvSchema, SchemaUse

_HINTS = (b"zod", b"valibot", b"envalid", b"envsafe", b"t3-oss/env", b"znv", b"joi", b"yup")
_TAKES = (b"arse(", b"arseAsync(", b"alidate(", b"alidateSync(")
_PARSES = frozenset(
    {"parse", "safeParse", "parseAsync", "safeParseAsync", "validate", "validateSync", "validateAsync", "attempt"}
)
_CLEANERS = frozenset({"cleanEnv", "customCleanEnv", "parseEnv", "envsafe"})
_SOURCES = ("process.env", "import.meta.env", "loadEnv(", "Deno.env", 'process["env"]')
_SIDES: tuple[Literal["server", "client", "shared"], ...] = ("server", "client", "shared")
_RUNTIME = ("runtimeEnv", "runtimeEnvStrict", "experimental__runtimeEnv")


class Schemas(NamedTuple):
    """``validated`` are the pieces of the file whose reads of variables are handed to a schema."""

    schemas: tuple[EnvSchema, ...]
    uses: tuple[SchemaUse, ...]
    validated: Ranges


def schemas_of(scan: Scan, names: Names, reader: Reader, within: Within, holders: Holders) -> Schemas:
    """Give the schemas of ``scan``, in the order of the text."""
    knows = any(each in scan.text for each in _HINTS)
    takes = b"env" in scan.text and any(each in scan.text for each in _TAKES)
    if not knows and not takes:
        return Schemas((), (), Ranges(()))
    finder = _Finder(scan, names, reader, within, holders)
    finder.applications()
    if knows:
        finder.declared()
    found = tuple(sorted(finder.schemas, key=lambda each: (each.line, each.column)))
    return Schemas(found, tuple(finder.uses), Ranges(finder.validated))


class _Application(TypedDict):
    line: int
    column: int
    nested: bool
    guarded: bool
    within: tuple[str, ...]


class _Finder:
    def __init__(self, scan: Scan, names: Names, reader: Reader, within: Within, holders: Holders) -> None:
        self._scan = scan
        self._names = names
        self._within = within
        self._holders = holders
        self._tables = Tables(scan, Arguments(names, reader))
        self.schemas: list[EnvSchema] = []
        self.uses: list[SchemaUse] = []
        self.validated: list[Node] = []

    def applications(self) -> None:
        """Find the calls that give the environment to a schema."""
        for call in (*self._scan.found("method"), *self._scan.found("call")):
            callee = bare(field(call, "function"))
            name = text_of(field(callee, "property") or callee)
            if name in _PARSES:
                self._parses(call, callee)
            elif name in _CLEANERS:
                self._cleans(call)
            elif name == "createEnv":
                self._creates(call)

    def declared(self) -> None:
        """Find the schemas that are declared here and given the environment elsewhere."""
        known = {each.name for each in self.schemas}
        for local, declared in self._names.top.names.items():
            value = bare(declared.value)
            if declared.kind != "value" or value is None or value.type != "call_expression" or declared.keys:
                continue
            name = self._within.name(declared.node) or local
            chain = chain_of(value, self._names)
            fields = self._tables.schema(chain) if name not in known else None
            if fields and of_variables(fields):
                place = self._scan.place(declared.node)
                found = EnvSchema(by=chain.library or "", name=name, fields=tuple(fields.values()), **place)
                self.schemas.append(found)

    def _parses(self, call: Node, callee: Node | None) -> None:
        owner = field(callee, "object") if callee is not None and callee.type == "member_expression" else None
        given = argument(call)
        if self._is_environment(given):
            chain = chain_of(owner, self._names)
            if chain.library is None and chain.module is not None and not chain.steps:
                whole = self._hand_over(given)
                self.uses.append(SchemaUse(module=chain.module, name=chain.root or "", whole=whole, **self._at(call)))
                return
            self._apply(call, owner, given)
        elif self._is_environment(argument(call, 1)):
            # Valibot: parse(schema, input).
            self._apply(call, given, argument(call, 1))

    def _apply(self, call: Node, schema: Node | None, given: Node | None) -> None:
        chain = chain_of(schema, self._names)
        fields = self._tables.schema(chain)
        if fields:
            name = text_of(schema) if schema is not None and schema.type == "identifier" else None
            declared = self._names.top.names.get(name or "")
            known_as = self._within.name(declared.node) if declared is not None else None
            self._add(call, chain.library or "", known_as or name, fields, self._hand_over(given))

    def _cleans(self, call: Node) -> None:
        library = chain_of(call, self._names).library
        if library is None:
            return
        table = argument(call) if library == "envsafe" else argument(call, 1)
        given = None if library == "envsafe" else argument(call)
        fields = self._tables.table(table)
        if fields:
            self._add(call, library, None, fields, whole=self._hand_over(given))

    def _creates(self, call: Node) -> None:
        options = self._tables.resolved(argument(call))
        if chain_of(call, self._names).library != "t3-env" or options is None or options.type != "object":
            return
        parts = {text_of(field(each, "key")): field(each, "value") for each in named(options) if each.type == "pair"}
        fields: Fields = {}
        for side in _SIDES:
            for name, each in self._tables.table(parts.get(side)).items():
                fields[name] = replace(each, side=None if side == "shared" else side)
        whole = False
        for part in _RUNTIME:
            whole = self._hand_over(parts.get(part)) or whole
        whole = whole or "experimental__runtimeEnv" in parts
        if fields:
            self._add(call, "t3-env", None, fields, whole)

    def _add(self, call: Node, by: str, name: str | None, fields: Fields, whole: bool) -> None:
        listed = tuple(fields.values())
        found = EnvSchema(by=by, name=name, fields=listed, applied=True, whole=whole, **self._at(call))
        self.schemas.append(found)

    def _at(self, call: Node) -> _Application:
        return _Application(
            **self._scan.place(call),
            nested=self._scan.nested(call),
            guarded=is_guarded(self._scan, call),
            within=self._holders.of(call),
        )

    def _hand_over(self, given: Node | None) -> bool:
        """Note that the reads of ``given`` go to a schema; say whether the whole environment does."""
        node = self._tables.resolved(given)
        if node is None:
            return True
        self.validated.append(node)
        return node.type != "object" or any(
            each.type == "spread_element" and text_of(each).lstrip(". ").startswith(_SOURCES) for each in named(node)
        )

    def _is_environment(self, node: Node | None) -> bool:
        node = self._tables.resolved(node)
        if node is None:
            return False
        origin = self._names.imported.get(text_of(node)) if node.type == "identifier" else None
        if origin is not None:
            return origin.module in ("process", "node:process") and origin.name == "env"
        return any(each in text_of(node) for each in _SOURCES) and node.type not in ("string", "template_string")
