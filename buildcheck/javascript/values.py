"""An expression -> `Node`: what it gives, as far as its own file shows. Nothing is run, nothing is guessed.

Names are followed to their declarations in the same file, later assignments included; calls of functions of the same
file are followed to what they return. Work is bounded: what is longer or deeper than the bounds is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import tree_sitter

from buildcheck.javascript import operations, paths
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, has, named, string_of, text_of, unescaped
from buildcheck.javascript.numbers import number_of
from buildcheck.javascript.returns import Returns
from buildcheck.javascript.scan import Scan, argument
from buildcheck.javascript.scope import Declared, Effect, Scope, scope_of
from buildcheck.model.syntax import Choice, Function, Known, Listing, Node, Scalar, Table, Unknown

_DEEPEST = 60
_COMPARISONS = {"==": True, "===": True, "!=": False, "!==": False}

Expression = tree_sitter.Node
Read = Callable[[Expression, Scope], Node]


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
        reader = _READERS.get(node.type)
        if reader is not None:
            return reader(self, node, scope)
        if node.type in FUNCTIONS:
            return self.function(node, scope)
        return self.unknown(node, "it is made when the file is run")

    def _known(self, node: Expression, value: Scalar, *, undefined: bool = False, regex: bool = False) -> Known:
        return Known(value=value, undefined=undefined, regex=regex, **self._scan.place(node))

    # Literals

    def _literal(self, node: Expression, scope: Scope) -> Node:
        match node.type:
            case "string":
                return self._known(node, string_of(node) or "")
            case "number":
                number = number_of(text_of(node))
                return self.unknown(node, "a BigInt") if number is None else self._known(node, number)
            case "regex":
                return self._known(node, text_of(node), regex=True)
            case "undefined":
                return self._known(node, None, undefined=True)
            case _:
                return self._known(node, {"true": True, "false": False}.get(node.type))

    def _template(self, node: Expression, scope: Scope) -> Node:
        parts: list[str] = []
        for each in node.named_children:
            if each.type != "template_substitution":
                parts.append(unescaped(each))
                continue
            value = self.value(next(named(each), None), scope)
            if not isinstance(value, Known) or not isinstance(value.value, str | int):
                env = value.env if isinstance(value, Unknown) else None
                return self.unknown(node, "a part of it is made when the file is run", env)
            parts.append(str(value.value).lower() if isinstance(value.value, bool) else str(value.value))
        return self._known(node, "".join(parts))

    def _object(self, node: Expression, scope: Scope) -> Node:
        maker = operations.TableMaker(**self._scan.place(node))
        for each in named(node):
            match each.type:
                case "pair":
                    self._put(maker, field(each, "key"), self.value(field(each, "value"), scope), scope)
                case "shorthand_property_identifier":
                    maker.put(text_of(each), self._name(each, scope))
                case "method_definition":
                    self._put(maker, field(each, "name"), self._method(each, scope), scope)
                case "spread_element":
                    maker.spread(self.value(next(named(each), None), scope))
                case _:
                    maker.put_unnamed()
        return maker.table()

    def _put(self, maker: operations.TableMaker, key: Expression | None, value: Node, scope: Scope) -> None:
        name = self._key(key, scope)
        if name is None:
            maker.put_unnamed()
        else:
            maker.put(name, value)

    def _key(self, key: Expression | None, scope: Scope) -> str | None:
        if key is None:
            return None
        if key.type == "computed_property_name":
            value = self.value(next(named(key), None), scope)
            return str(value.value) if isinstance(value, Known) and isinstance(value.value, str | int) else None
        if key.type == "number":
            return str(number_of(text_of(key)))
        return string_of(key) if key.type == "string" else text_of(key)

    def _method(self, node: Expression, scope: Scope) -> Node:
        function = self.function(node, scope)
        if has(node, "get") and function.returns is not None:
            return function.returns
        return function

    def _array(self, node: Expression, scope: Scope) -> Node:
        items: list[Node] = []
        is_open = False
        for each in named(node):
            if each.type != "spread_element":
                items.append(self.value(each, scope))
                continue
            more = self.value(next(named(each), None), scope)
            if isinstance(more, Listing):
                items += more.items
            is_open = is_open or not isinstance(more, Listing) or more.open
        return Listing(items=tuple(items), open=is_open, **self._scan.place(node))

    # Operators

    def _ternary(self, node: Expression, scope: Scope) -> Node:
        return self.either(node, scope, self.value)

    def either(self, node: Expression, scope: Scope, read: Read) -> Node:
        """Give the branches of ``a ? b : c`` that may be taken, each as ``read`` reads it."""
        branches = [each for each in (field(node, "consequence"), field(node, "alternative")) if each is not None]
        decided = operations.truth(self.value(field(node, "condition"), scope))
        if decided is not None:
            branches = branches[:1] if decided else branches[1:]
        return operations.choice(read(each, scope) for each in branches)

    def _binary(self, node: Expression, scope: Scope) -> Node:
        sign = text_of(field(node, "operator"))
        left, right = field(node, "left"), field(node, "right")
        if sign in {"&&", "||", "??"}:
            return self._logical(node, sign, self.value(left, scope), right, scope)
        one, other = self.value(left, scope), self.value(right, scope)
        if sign in _COMPARISONS:
            equal = operations.same(one, other)
            if equal is not None:
                return self._known(node, equal is _COMPARISONS[sign])
        elif sign == "+" and isinstance(one, Known) and isinstance(other, Known):
            texts = (one.value, other.value)
            if isinstance(texts[0], str) and isinstance(texts[1], str):
                return self._known(node, texts[0] + texts[1])
        return self.unknown(node, "it is worked out when the file is run", _env_of(one) or _env_of(other))

    def _logical(self, node: Expression, sign: str, left: Node, right: Expression | None, scope: Scope) -> Node:
        if sign == "??":
            present = _is_present(left)
            if present is not None:
                return left if present else self.value(right, scope)
            return operations.choice((left, self.value(right, scope)))
        decided = operations.truth(left)
        if decided is not None:
            return left if decided is (sign == "||") else self.value(right, scope)
        if sign == "&&":
            # Whatever the false left side is (false, "", undefined), it sets nothing.
            left = self._known(node, None, undefined=True)
        return operations.choice((left, self.value(right, scope)))

    def _unary(self, node: Expression, scope: Scope) -> Node:
        value = self.value(field(node, "argument"), scope)
        sign = text_of(field(node, "operator"))
        if sign == "void":
            return self._known(node, None, undefined=True)
        if sign == "!":
            decided = operations.truth(value)
            if decided is not None:
                return self._known(node, not decided)
        if sign in {"-", "+"} and isinstance(value, Known) and isinstance(value.value, int | float):
            return self._known(node, -value.value if sign == "-" else value.value)
        return self.unknown(node, "it is worked out when the file is run", _env_of(value))

    def _last(self, node: Expression, scope: Scope) -> Node:
        return self.value(list(named(node))[-1], scope)

    def _inner(self, node: Expression, scope: Scope) -> Node:
        return self.value(next(named(node), None), scope)

    # Names

    def _name(self, node: Expression, scope: Scope) -> Node:
        return self.name(node, scope, self.value)

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
                return self._enum(declared.node, scope)
            case "function":
                return read(declared.node, scope)
            case "value" if declared.value is not None:
                value = read(declared.value, scope)
                for key in declared.keys:
                    value = operations.pick(value, key)
                return self._defaulted(value, declared, scope)
            case "value" if declared.node.type == "identifier":
                return self._known(declared.node, None, undefined=True)
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
            return self._known(declared.node, self._imported[module, name])
        if name == "*":
            entries = {each: value for (of, each), value in self._imported.items() if of == module}
            if entries:
                table = {key: self._known(declared.node, value) for key, value in entries.items()}
                return Table(entries=dict(table), open=True, later=tuple(table), **self._scan.place(declared.node))
        return self.unknown(declared.node, f"it comes from {module}")

    def after(self, value: Node, effect: Effect, scope: Scope) -> Node:
        """Give ``value`` after an assignment to it or to a part of it."""
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

    def _enum(self, node: Expression, scope: Scope) -> Node:
        maker = operations.TableMaker(**self._scan.place(node))
        number: int | None = 0
        for each in named(field(node, "body") or node):
            if each.type == "enum_assignment":
                value = self.value(field(each, "value"), scope)
                maker.put(text_of(field(each, "name")), value)
                plain = value.value if isinstance(value, Known) else None
                number = plain + 1 if isinstance(plain, int) else None
            elif number is not None:
                maker.put(text_of(each), self._known(each, number))
                number += 1
        return maker.table()

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
            return self._known(node, self._environment[name])
        return self.unknown(node, f"it is the variable {name}", name)

    # Functions

    def function(
        self, node: Expression, scope: Scope, arguments: tuple[Node, ...] = (), read: Read | None = None
    ) -> Function:
        """Give a function and what it returns. ``arguments`` are what is known of what it will be given, ``read``
        reads what stands behind ``return``."""
        parameters = _parameters(node)
        body = field(node, "body")
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
        nothing = self._known(body, None, undefined=True)
        values: list[Node] = [nothing if each is None else read(each, scope) for each in found.values]
        if found.ends:
            values.append(nothing)
        return operations.choice(values) if values else None

    def _call(self, node: Expression, scope: Scope) -> Node:
        callee = bare(field(node, "function"))
        if callee is None:
            return self.unknown(node, "it is made when the file is run")
        name = text_of(callee)
        if name in _BUILTINS:
            return _BUILTINS[name](self, node, scope)
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

    def _assign(self, node: Expression, scope: Scope) -> Node:
        maker = operations.TableMaker(**self._scan.place(node))
        for each in arguments(node):
            maker.spread(self.value(each, scope))
        return maker.table()

    def _first_argument(self, node: Expression, scope: Scope) -> Node:
        return self.value(argument(node), scope)

    def _boolean(self, node: Expression, scope: Scope) -> Node:
        value = self.value(argument(node), scope)
        decided = operations.truth(value)
        if decided is None:
            return self.unknown(node, "it is worked out when the file is run", _env_of(value))
        return self._known(node, decided)

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


_Reading = Callable[[Reader, Expression, Scope], Node]

_READERS: dict[str, _Reading] = {
    **dict.fromkeys(("string", "number", "regex", "undefined", "true", "false", "null"), Reader._literal),
    "template_string": Reader._template,
    "object": Reader._object,
    "array": Reader._array,
    "ternary_expression": Reader._ternary,
    "binary_expression": Reader._binary,
    "unary_expression": Reader._unary,
    "sequence_expression": Reader._last,
    "await_expression": Reader._inner,
    "identifier": Reader._name,
    "member_expression": Reader._member,
    "subscript_expression": Reader._member,
    "call_expression": Reader._call,
    "new_expression": Reader._new,
}

_BUILTINS: dict[str, _Reading] = {
    "Object.assign": Reader._assign,
    "Object.freeze": Reader._first_argument,
    "Object.seal": Reader._first_argument,
    "Promise.resolve": Reader._first_argument,
    "structuredClone": Reader._first_argument,
    "Boolean": Reader._boolean,
}


def _parameters(node: Expression) -> list[Expression]:
    parameters = field(node, "parameters")
    if parameters is not None:
        return list(named(parameters))
    single = field(node, "parameter")
    return [single] if single is not None else []


def _shorthands(pattern: Expression) -> Iterator[Expression]:
    return (each for each in named(pattern) if each.type == "shorthand_property_identifier_pattern")


def arguments(call: Expression) -> list[Expression]:
    """Give the arguments of a call."""
    given = field(call, "arguments")
    return list(named(given)) if given is not None and given.type == "arguments" else []


def _env_of(node: Node) -> str | None:
    return node.env if isinstance(node, Unknown) else None


def _is_present(node: Node) -> bool | None:
    """Say whether ``node`` is neither null nor undefined; ``None`` where that is not known."""
    match node:
        case Known(value=None, regex=False):
            return False
        case Unknown() | Choice():
            return None
        case _:
            return True
