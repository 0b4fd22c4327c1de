"""A parsed file -> the names that it gives to other modules, and what its syntax shows of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace
from tree_sitter import Node

from buildcheck.javascript.literal import is_literal
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, has, named, string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.scope import Declared, Effect, declared_by
from buildcheck.javascript.values import Reader
from buildcheck.model import syntax
from buildcheck.model.module import Export, ExportForm

# A literal that a rule asks for is short; a page of data that is exported is not worth keeping.
_BUDGET = 300
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})
_VARIABLES = frozenset({"lexical_declaration", "variable_declaration"})
_NEVER_COMPONENTS = frozenset(
    {
        "string",
        "template_string",
        "number",
        "regex",
        "true",
        "false",
        "null",
        "undefined",
        "object",
        "array",
        "jsx_element",
        "jsx_self_closing_element",
        "binary_expression",
        "unary_expression",
        "new_expression",
    }
)
# What other functions give back is no matter of a rule.
_RETURNING = frozenset(
    {
        "generateImageMetadata",
        "generateMetadata",
        "generateSitemaps",
        "generateStaticParams",
        "generateViewport",
        "getInitialProps",
        "getServerSideProps",
        "getStaticPaths",
        "getStaticProps",
    }
)


def exports_of(scan: Scan, values: Reader) -> tuple[Export, ...]:
    """Give the exports of ``scan``, in the order of the text. CommonJS exports count where a module has no others:
    ``module.exports`` is ``default``, and ``*`` of form ``unknown`` says that a bundler takes any name of it."""
    if not scan.found("export") and b"exports" not in scan.text:
        return ()
    reader = _ExportReader(scan, values)
    found = [each for statement in scan.found("export") for each in reader.statement(statement)]
    if not found and not scan.found("import"):
        found = list(reader.commonjs())
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


class _ExportReader:
    def __init__(self, scan: Scan, values: Reader) -> None:
        self._scan = scan
        self._reader = values

    def statement(self, statement: Node) -> Iterator[Export]:
        """Give what one ``export`` statement exports."""
        if statement.parent is not None and statement.parent.type != "program":
            # Inside `declare module "x" { … }` and namespaces.
            return
        declaration = field(statement, "declaration")
        source = field(statement, "source")
        types = has(statement, "type")
        if has(statement, "default") or has(statement, "="):
            value = field(statement, "value") or declaration or next(named(statement), None)
            yield self._export("default", value or statement, statement)
        elif source is not None and has(statement, "*"):
            yield self._reexport("*", statement, types=types)
        elif declaration is not None:
            yield from self._declared(declaration)
        for part in named(statement):
            if part.type == "namespace_export":
                name = next(named(part), None)
                yield self._reexport(string_of(name) or text_of(name), part, types=types)
            elif part.type == "export_clause":
                for each in named(part):
                    yield self._specifier(each, source is not None, types or has(each, "type"))

    def _declared(self, declaration: Node) -> Iterator[Export]:
        if declaration.type in _VARIABLES:
            for declarator in named(declaration):
                for name, declared in declared_by(declarator) if declarator.type == "variable_declarator" else ():
                    export = self._of(name, declared, declared.node)
                    plain = has(declaration, "const") and not declared.keys
                    yield replace(export, literal=is_literal(declared.value)) if plain else export
            return
        if declaration.type == "ambient_declaration":
            for each in named(declaration):
                yield from self._declared(each)
            return
        label = field(declaration, "name")
        if label is not None:
            yield self._of(text_of(label), self._reader.top.names.get(text_of(label)), label)

    def _specifier(self, specifier: Node, again: bool, types: bool) -> Export:
        name = field(specifier, "name")
        alias = field(specifier, "alias") or name or specifier
        exported = string_of(alias) or text_of(alias)
        if again or types:
            return self._reexport(exported, alias, types=types)
        return self._of(exported, self._reader.top.names.get(text_of(name)), alias)

    def _reexport(self, name: str, place: Node, *, types: bool) -> Export:
        form: ExportForm = "type" if types else "reexport"
        return Export(name=name, form=form, component=name == "default" and not types, **self._scan.place(place))

    def _of(self, name: str, declared: Declared | None, place: Node) -> Export:
        if declared is None:
            return Export(name=name, form="unknown", component=name == "default", **self._scan.place(place))
        if declared.kind == "type":
            return self._reexport(name, place, types=True)
        if declared.kind == "import":
            return self._reexport(name, place, types=False)
        if declared.keys or declared.kind == "enum":
            self._reader.renew(_BUDGET)
            value = self._reader.declared(declared, self._reader.top)
            return Export(name=name, form="value", value=value, **self._scan.place(place))
        if declared.value is None:
            return Export(name=name, form="value", component=name == "default", **self._scan.place(place))
        return self._export(name, declared.value, place)

    def _export(self, name: str, node: Node, place: Node) -> Export:
        plain = bare(node) or node
        if name == "default" and plain.type == "identifier":
            declared = self._reader.top.names.get(text_of(plain))
            if declared is not None:
                return self._of(name, declared, place)
        form = _form(plain)
        component = name == "default" and plain.type not in _NEVER_COMPONENTS and form != "type"
        return Export(
            name=name, form=form, value=self._value(name, plain, form), component=component, **self._scan.place(place)
        )

    def _value(self, name: str, node: Node, form: ExportForm) -> syntax.Node | None:
        if form in {"class", "type"}:
            return None
        if form != "value" and name not in _RETURNING:
            return self._reader.signature(node)
        self._reader.renew(_BUDGET)
        return self._reader.value(node, self._reader.top)

    def commonjs(self) -> Iterator[Export]:
        """Give what ``module.exports`` and ``exports`` are given. An import finds ``default`` in any such module, and
        no bundler checks its other names."""
        found = {each.name: each for each in self._given()}
        place = self._scan.place(self._scan.root)
        for name in ("default", "*"):
            found.setdefault(name, Export(name=name, form="unknown", component=name == "default", **place))
        yield from found.values()

    def _given(self) -> Iterator[Export]:
        effects = self._reader.top.effects
        for effect in effects.get("module", ()):
            if effect.keys == ("exports",) and effect.value is not None:
                yield from self._module_exports(effect.value)
            elif effect.keys[:1] == ("exports",) and len(effect.keys) == 2:
                yield from self._assigned(effect, effect.keys[1])
        for effect in effects.get("exports", ()):
            if len(effect.keys) == 1:
                yield from self._assigned(effect, effect.keys[0])

    def _assigned(self, effect: Effect, name: str) -> Iterator[Export]:
        value = bare(effect.value)
        # `exports.x = void 0` is written by compilers to announce the name.
        if value is not None and value.type != "unary_expression":
            yield self._export(name, value, value)

    def _module_exports(self, value: Node) -> Iterator[Export]:
        yield self._export("default", value, value)
        for each in named(value) if value.type == "object" else ():
            match each.type:
                case "shorthand_property_identifier":
                    yield self._of(text_of(each), self._reader.top.names.get(text_of(each)), each)
                case "pair" | "method_definition":
                    key = field(each, "key") or field(each, "name") or each
                    inner = field(each, "value") or each
                    yield self._export(string_of(key) or text_of(key), inner, key)


def _form(node: Node) -> ExportForm:
    if node.type in FUNCTIONS or node.type == "function_signature":
        if node.type.startswith("generator") or has(node, "*"):
            return "generator"
        return "async-function" if has(node, "async") else "function"
    if node.type in _CLASSES:
        return "class"
    if node.type in {"interface_declaration", "type_alias_declaration"}:
        return "type"
    return "value"
