"""An object schema -> its fields: the table that it is made of, and what is added to it and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from buildcheck.javascript.nodes import bare, field, named, string_of, text_of
from buildcheck.javascript.reading import Expression
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.schemas.chain import Chain, Step, chain_of
from buildcheck.javascript.schemas.field import Arguments, Draft
from buildcheck.javascript.schemas.functions import envalid_draft, valibot_draft
from buildcheck.javascript.schemas.methods import draft_of
from buildcheck.model.module import SchemaField

_OBJECTS = frozenset({"object", "strictObject", "looseObject", "interface", "objectAsync"})
_ADDS = frozenset({"extend", "safeExtend", "merge", "and", "keys", "concat", "augment", "append", "shape"})
_JUDGES = frozenset({"refine", "superRefine", "transform", "check", "custom", "test", "pipe"})
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_DEEPEST = 6
_MOST = 400

Fields = dict[str, SchemaField]


class Tables:
    """Reads object schemas in one file."""

    def __init__(self, scan: Scan, read: Arguments) -> None:
        self._scan = scan
        self._read = read

    def schema(self, chain: Chain, depth: int = _DEEPEST) -> Fields | None:
        """Give the fields of an object schema, ``None`` for anything else."""
        known = chain.library in ("zod", "joi", "yup", "valibot") and chain.steps
        if not known or depth == 0 or not self._read.spend():
            return None
        first, found = chain.steps[0], None
        if first.name in _OBJECTS:
            found = self.table(first.given[0]) if first.given else {}
        elif first.name in ("intersection", "intersect", "pipe"):
            found = self._joined(first, depth)
        for step in chain.steps[1:] if found is not None else ():
            found = self._changed(found or {}, step, depth)
        return found

    def _joined(self, step: Step, depth: int) -> Fields | None:
        nodes = step.given or ()
        if step.name == "pipe":
            nodes = nodes[:1]
        elif step.name == "intersect" and nodes:
            nodes = tuple(named(nodes[0]))
        parts = [self.schema(chain_of(each, self._read.names), depth - 1) for each in nodes]
        fields = {name: each for part in parts for name, each in (part or {}).items()}
        return fields if any(part is not None for part in parts) else None

    def _changed(self, fields: Fields, step: Step, depth: int) -> Fields:
        given = bare(step.given[0]) if step.given else None
        if step.name in _ADDS and given is not None:
            more = self.table(given) if given.type == "object" else None
            if more is None:
                more = self.schema(chain_of(given, self._read.names), depth - 1)
            return {**fields, **(more if more is not None else self.table(given))}
        if step.name == "partial" and given is None:
            return {name: replace(each, optional=True) for name, each in fields.items()}
        if step.name in ("omit", "pick") and given is not None:
            keys = {text_of(field(each, "key")) for each in named(given)}
            return {name: each for name, each in fields.items() if (name in keys) == (step.name == "pick")}
        if step.name in _JUDGES:
            return {name: replace(each, opaque=True) for name, each in fields.items()}
        return fields

    def table(self, node: Expression | None, depth: int = _DEEPEST) -> Fields:
        """Give the fields of a table of schemas, names of the file looked through."""
        found: Fields = {}
        for key, name, value in self._pairs(node, depth):
            if len(found) < _MOST:
                found[name] = self._draft(value).field(name, self._scan.place(key))
        return found

    def _draft(self, value: Expression, depth: int = _DEEPEST) -> Draft:
        inner = bare(value)
        if inner is not None and inner.type == "ternary_expression" and depth:
            return self._chosen(inner, depth - 1)
        chain = chain_of(value, self._read.names)
        if chain.library == "valibot":
            return valibot_draft(chain, self._read)
        if chain.library in ("envalid", "envsafe"):
            return envalid_draft(chain, self._read)
        return draft_of(chain, self._read)

    def _chosen(self, choice: Expression, depth: int) -> Draft:
        """Read ``NODE_ENV === "production" ? a : b`` as a build for production does; of another choice, nothing is
        certain but what both sides allow."""
        drafts = [
            self._draft(each, depth)
            for each in (field(choice, "consequence"), field(choice, "alternative"))
            if each is not None
        ]
        test = text_of(field(choice, "condition"))
        if not drafts:
            return Draft(opaque=True)
        if len(drafts) == 2 and "NODE_ENV" in test and "production" in test:
            return drafts["!=" in test]
        drafts[0].optional = all(each.optional for each in drafts)
        drafts[0].default = all(each.default for each in drafts)
        drafts[0].opaque = True
        return drafts[0]

    def _pairs(self, node: Expression | None, depth: int) -> Iterator[tuple[Expression, str, Expression]]:
        node = self.resolved(node)
        for each in named(node) if node is not None and node.type == "object" and depth else ():
            if not self._read.spend():
                return
            key, value = field(each, "key"), field(each, "value")
            if each.type == "pair" and key is not None and value is not None:
                name = string_of(key) or text_of(key)
                if key.type != "computed_property_name":
                    yield key, name, value
            elif each.type == "shorthand_property_identifier":
                yield each, text_of(each), each
            elif each.type == "spread_element":
                yield from self._spread(next(named(each), None), depth - 1)

    def _spread(self, node: Expression | None, depth: int) -> Iterator[tuple[Expression, str, Expression]]:
        """Give the pairs of ``...common`` and of ``...schema.shape``."""
        node = bare(node)
        if node is not None and node.type == "member_expression" and text_of(field(node, "property")) == "shape":
            chain = chain_of(field(node, "object"), self._read.names)
            node = chain.steps[0].given[0] if chain.base in _OBJECTS and chain.steps[0].given else None
        yield from self._pairs(node, depth)

    def resolved(self, node: Expression | None, depth: int = _DEEPEST) -> Expression | None:
        """Give what a name of the file stands for, or the node itself."""
        node = bare(node)
        while node is not None and node.type in ("identifier", "shorthand_property_identifier") and depth:
            declared = self._read.names.top.names.get(text_of(node))
            if declared is None or declared.kind != "value" or declared.keys or declared.value is None:
                return node
            node, depth = bare(declared.value), depth - 1
        return node


def of_variables(fields: Fields) -> bool:
    """Whether the keys are written as variables are, so that the schema is one for the environment."""
    return bool(fields) and all(_VARIABLE.fullmatch(name) for name in fields) and any("_" in name for name in fields)
