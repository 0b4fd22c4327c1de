"""An expression -> `Node`: what it gives, as far as its own file shows. Nothing is run, nothing is guessed.

Names are followed to their declarations in the same file, later assignments included; calls of functions of the same
file are followed to what they return. Work is bounded: what is longer or deeper than the bounds is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from buildcheck.javascript import operations, paths
from buildcheck.javascript.literals import LITERALS
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, has, named, text_of
from buildcheck.javascript.operators import BUILTINS, OPERATORS
from buildcheck.javascript.reading import Expression, Read, arguments
from buildcheck.javascript.returns import Returns
from buildcheck.javascript.scan import Place, Scan
from buildcheck.javascript.scope import Declared, Effect, Scope, scope_of
from buildcheck.model.syntax import Function, Known, Node, Scalar, Table, Unknown

_DEEPEST = 60


class Reader:
    """Reads values in one file.

    ``budget`` is how many expressions are read at most. ``environment`` holds variables that are certain,
    ``imported`` gives values of imported names that are certain, by module and name; ``top`` are the names of the
    module where they are known already.
    """

    def __init__(
        self,
        scan: Scan,
        budget: int,
        environment: Mapping[str, str] | None = None,
        imported: Mapping[tuple[str, str], Scalar] | None = None,
        top: Scope | None = None,
    ) -> None:
        self._scan = scan
        self._left = budget
        self._depth = 0
        self._active: set[tuple[int, str]] = set()
        self._environment = environment or {}
        self._imported = imported or {}
        self.top = top or scope_of(scan.root)

    def renew(self, budget: int) -> None:
        """Allow ``budget`` expressions from here on."""
        self._left = budget

    def value(self, node: Expression | None, scope: Scope) -> Node:
        """Give what ``node`` is, read in ``scope``."""
        node = bare(node)
        if node is None:
            return Unknown(line=1, column=1, why="it is missing")
        self._left -= 1
        self._scan.deadline.check()
        if self._left < 0:
            return self.unknown(node, "there is more than is read")
        if self._depth >= _DEEPEST:
            return self.unknown(node, "it is nested too deep")
        self._depth += 1
        try:
            return self._read(node, scope)
        finally:
            self._depth -= 1

    def brief(self, node: Expression) -> Node:
        """Give what ``node`` is at the top of the module; of a function no more than its form."""
        plain = bare(node) or node
        return self.signature(plain) if plain.type in FUNCTIONS else self.value(plain, self.top)

    def unknown(self, node: Expression, why: str, env: str | None = None) -> Unknown:
        """Say that ``node`` can't be known."""
        return Unknown(why=why, env=env, **self._scan.place(node))

    def _read(self, node: Expression, scope: Scope) -> Node:
        way = LITERALS.get(node.type) or OPERATORS.get(node.type)
        if way is not None:
            return way(self, node, scope)
        match node.type:
            case "identifier":
                return self.name(node, scope, self.value)
            case "member_expression" | "subscript_expression":
                return self._member(node, scope)
            case "call_expression":
                return self._call(node, scope)
            case "new_expression":
                return self._new(node, scope)
            case kind if kind in FUNCTIONS:
                return self.function(node, scope)
            case _:
                return self.unknown(node, "it is made when the file is run")

    def at(self, node: Expression) -> Place:
        """Give the place of ``node``."""
        return self._scan.place(node)

    def known(self, node: Expression, value: Scalar, *, undefined: bool = False, regex: bool = False) -> Known:
        """Give a literal at the place of ``node``."""
        return Known(value=value, undefined=undefined, regex=regex, **self._scan.place(node))

    # Names

    def name(self, node: Expression, scope: Scope, read: Read) -> Node:
        """Give what a name stands for; ``read`` reads its initializer."""
        name = text_of(node)
        found = scope.find(name)
        if found is None:
            own = paths.place_of(name, self._scan.place(node))
            return own or self.unknown(node, f"`{name}` is not declared in this file")
        home, declared = found
        if not isinstance(declared, Declared):
            return declared
        with self._once(declared.node, name) as first:
            if not first:
                return self.unknown(node, f"`{name}` refers to itself")
            value = self.declared(declared, home, read)
            for effect in home.effects.get(name, ()):
                value = self.after(value, effect, home)
            return value

    def declared(self, declared: Declared, scope: Scope, read: Read | None = None) -> Node:
        """Give the value that a declaration gives to its name; ``read`` reads its initializer."""
        read = read or self.value
        match declared.kind:
            case "import":
                return self._import(declared)
            case "enum":
                return self.value(declared.node, scope)
            case "function":
                return read(declared.node, scope)
            case "value" if declared.value is not None:
                value = read(declared.value, scope)
                for key in declared.keys:
                    value = operations.pick(value, key)
                return self._defaulted(value, declared, scope)
            case "value" if declared.node.type == "identifier":
                return self.known(declared.node, None, undefined=True)
            case _:
                return self.unknown(declared.node, "it is made when the file is run")

    def _defaulted(self, value: Node, declared: Declared, scope: Scope) -> Node:
        if declared.default is None or (isinstance(value, Known) and not value.undefined):
            return value
        default = self.value(declared.default, scope)
        return default if isinstance(value, Known) else operations.choice((value, default))

    def _import(self, declared: Declared) -> Node:
        module, name = declared.module or "", declared.name or ""
        if (module, name) in self._imported:
            return self.known(declared.node, self._imported[module, name])
        if name == "*":
            entries = {each: value for (of, each), value in self._imported.items() if of == module}
            if entries:
                table = {key: self.known(declared.node, value) for key, value in entries.items()}
                return Table(entries=dict(table), open=True, later=tuple(table), **self._scan.place(declared.node))
        return Unknown(why=f"it comes from {module}", origin=(module, name), **self._scan.place(declared.node))

    def after(self, value: Node, effect: Effect, scope: Scope) -> Node:
        """Give ``value`` after an assignment to it or to a part of it."""
        # Each change makes a new table.
        self._left -= len(value.entries) // 8 if isinstance(value, Table) else 0
        if self._left < 0:
            return operations.unknown(value, "there is more than is read")
        new = self.value(effect.value, scope) if effect.value is not None else None
        if effect.keys or effect.merges:
            keys = effect.keys
            if new is None and not effect.deletes:
                new = operations.unknown(value, "it is changed when the file is run")
            if effect.merges and keys:
                return operations.with_entry(value, keys, operations.unknown(value, "it is merged"), certain=False)
            return operations.with_entry(value, keys, new, certain=effect.certain)
        if new is None:
            return operations.unknown(value, "it is changed when the file is run")
        return operations.choice((value, new))

    def _member(self, node: Expression, scope: Scope) -> Node:
        whole = field(node, "object")
        key = self._member_key(node, scope)
        if key is None or whole is None:
            return self.unknown(node, "which part it is shows when the file is run")
        if text_of(whole) in {"process.env", "import.meta.env"}:
            return self._variable(node, key)
        own = paths.place_of(text_of(node), self._scan.place(node))
        if own is not None:
            return own
        value = self.value(whole, scope)
        is_path = key in {"pathname", "href"} and isinstance(value, Unknown) and value.path is not None
        return value if is_path else operations.pick(value, key)

    def _member_key(self, node: Expression, scope: Scope) -> str | None:
        if node.type == "member_expression":
            return text_of(field(node, "property"))
        index = self.value(field(node, "index"), scope)
        return str(index.value) if isinstance(index, Known) and isinstance(index.value, str | int) else None

    def _variable(self, node: Expression, name: str) -> Node:
        if name in self._environment:
            return self.known(node, self._environment[name])
        return self.unknown(node, f"it is the variable {name}", name)

    # Functions

    def function(
        self, node: Expression, scope: Scope, arguments: tuple[Node, ...] = (), read: Read | None = None
    ) -> Function:
        """Give a function and what it returns. ``arguments`` are what is known of what it will be given, ``read``
        reads what stands behind ``return``."""
        parameters = _parameters(node)
        body = field(node, "body")
        # A scope costs what its statements are, and a call may be written often.
        self._left -= body.named_child_count // 8 if body is not None else 0
        with self._once(node, "()") as first:
            inner = self._inside(node, body, parameters, arguments, scope)
            returns = self._returned(body, inner, read or self.value) if first else None
        return Function(
            asynchronous=has(node, "async"), parameters=len(parameters), returns=returns, **self._scan.place(node)
        )

    def signature(self, node: Expression) -> Function:
        """Give a function without what it returns."""
        return Function(asynchronous=has(node, "async"), parameters=len(_parameters(node)), **self._scan.place(node))

    def _inside(
        self,
        node: Expression,
        body: Expression | None,
        parameters: list[Expression],
        arguments: tuple[Node, ...],
        scope: Scope,
    ) -> Scope:
        bound: dict[str, Node] = {}
        for index, parameter in enumerate(parameters):
            given = arguments[index] if index < len(arguments) else None
            bound |= self._bind(parameter, given)
        return scope_of(body if body is not None and body.type == "statement_block" else node, scope, bound)

    def _bind(self, parameter: Expression, given: Node | None) -> dict[str, Node]:
        target = bare(field(parameter, "pattern") if parameter.type.endswith("_parameter") else parameter)
        whole = given or self.unknown(parameter, "it is given by the caller")
        if target is None:
            return {}
        if target.type == "identifier":
            return {text_of(target): whole}
        if target.type == "object_pattern":
            return {text_of(each): operations.pick(whole, text_of(each)) for each in _shorthands(target)}
        return {}

    def _returned(self, body: Expression | None, scope: Scope, read: Read) -> Node | None:
        if body is None:
            return None
        if body.type != "statement_block":
            return read(body, scope)
        found = Returns(body, lambda condition: operations.truth(self.value(condition, scope)))
        nothing = self.known(body, None, undefined=True)
        values: list[Node] = [nothing if each is None else read(each, scope) for each in found.values]
        if found.ends:
            values.append(nothing)
        return operations.choice(values) if values else None

    def _call(self, node: Expression, scope: Scope) -> Node:
        callee = bare(field(node, "function"))
        if callee is None:
            return self.unknown(node, "it is made when the file is run")
        name = text_of(callee)
        if name in BUILTINS:
            return BUILTINS[name](self, node, scope)
        found = self.callee(callee, scope)
        if found is not None:
            function, home = found
            given = tuple(self.value(each, scope) for each in arguments(node))
            returned = self.function(function, home, given).returns
            if returned is not None:
                return returned
        return self._own_path(node, name, scope) or self.unknown(node, f"it is what `{name[:60]}` gives")

    def _own_path(self, node: Expression, name: str, scope: Scope) -> Unknown | None:
        given = [self.value(each, scope) for each in arguments(node)[:8]]
        at = self._scan.place(node)
        return paths.place_of(text_of(node), at) or paths.called(name, given, at)

    def _new(self, node: Expression, scope: Scope) -> Node:
        given = arguments(node) if text_of(field(node, "constructor")) == "URL" else []
        own = paths.from_url([self.value(each, scope) for each in given[:2]], self._scan.place(node))
        return own or self.unknown(node, "it is made when the file is run")

    def callee(self, callee: Expression, scope: Scope) -> tuple[Expression, Scope] | None:
        """Give the function of this file that ``callee`` certainly is, with the scope that it stands in."""
        if callee.type in FUNCTIONS:
            return callee, scope
        if callee.type != "identifier":
            return None
        found = scope.find(text_of(callee))
        if found is None:
            return None
        home, declared = found
        if not isinstance(declared, Declared) or declared.keys:
            return None
        node = bare(declared.value) if declared.kind in {"function", "value"} else None
        if node is None or node.type not in FUNCTIONS or text_of(callee) in home.effects:
            return None
        return node, home

    @contextmanager
    def _once(self, node: Expression, name: str) -> Iterator[bool]:
        """Guard against what is made of itself; gives whether ``node`` is not being read already."""
        key = (node.id, name)
        if key in self._active:
            yield False
            return
        self._active.add(key)
        try:
            yield True
        finally:
            self._active.discard(key)


def _parameters(node: Expression) -> list[Expression]:
    parameters = field(node, "parameters")
    if parameters is not None:
        return list(named(parameters))
    single = field(node, "parameter")
    return [single] if single is not None else []


def _shorthands(pattern: Expression) -> Iterator[Expression]:
    return (each for each in named(pattern) if each.type == "shorthand_property_identifier_pattern")
