"""The text of a configuration file -> `ConfigFile`: what it gives to the tool that reads it, without running it.

The export is found whichever way it is written (``export default``, ``module.exports``, ``export =``) and followed
through constants, functions and conditions. A wrapper (``withX(config)``) is looked through: in practice a wrapper
adds to what it is given, and does not take away. So what is written stays known. What is *not* written is unknown
below a wrapper that we do not know, and for those that we know (`WRAPPERS`) only the keys that they set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from pathlib import PurePosixPath

from buildcheck.javascript import operations
from buildcheck.javascript.grammar import TooSlow
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named, text_of
from buildcheck.javascript.operators import either
from buildcheck.javascript.parse import LONGEST, language_of
from buildcheck.javascript.reading import Expression, arguments
from buildcheck.javascript.scan import Place, Scan
from buildcheck.javascript.scope import Scope
from buildcheck.javascript.values import Reader
from buildcheck.javascript.wrappers import MERGERS, WRAPPERS, Origin, origin_of
from buildcheck.model.syntax import Choice, ConfigFile, Function, Known, Node, Scalar, Table, Unknown

BUILD: Mapping[str, str] = {"NODE_ENV": "production"}
_BUDGET = 20_000

# next/constants: the phases, stable since Next 5.1.
_PHASES: Mapping[tuple[str, str], Scalar] = {
    ("next/constants", f"PHASE_{name}"): f"phase-{name.lower().replace('_', '-')}"
    for name in ("EXPORT", "PRODUCTION_BUILD", "PRODUCTION_SERVER", "DEVELOPMENT_SERVER", "TEST", "INFO")
}
_START = Place(line=1, column=1)
_MARK = b"\xef\xbb\xbf"


def config_of(text: bytes, path: str, environment: Mapping[str, str] = BUILD) -> ConfigFile:
    """Read the configuration ``text`` of the file at ``path`` as a build would see it.

    ``environment`` holds the variables whose values are certain: by default, that a build is one for production.
    A function is read as the build calls it: Next gives it the phase of a build, Vite the command ``build``.
    """
    if path.endswith(".json") or language_of(path) is None:
        return ConfigFile(path=path, root=_data(text))
    if len(text) > LONGEST:
        return ConfigFile(path=path, root=Unknown(why="it is too long to be read", **_START))
    try:
        reader = _ConfigReader(Scan(text, language_of(path) or "javascript"), path, environment)
        return ConfigFile(path=path, root=reader.root(), wrappers=tuple(dict.fromkeys(reader.wrappers)))
    except TooSlow:
        return ConfigFile(path=path, root=Unknown(why="reading it takes too long", **_START))


class _ConfigReader(Reader):
    """Reads the value that a configuration exports. ``wrappers`` are the names of those it was seen through."""

    def __init__(self, scan: Scan, path: str, environment: Mapping[str, str]) -> None:
        super().__init__(scan, _BUDGET, environment, _PHASES)
        self.wrappers: list[str] = []
        self._given = _given_by_tool(PurePosixPath(path).name)

    def root(self) -> Node:
        """Give what the file exports."""
        exported = self._default()
        if exported is not None:
            return self.config(exported, self.top)
        found = self._commonjs()
        if found is None:
            why = "it has no default export" if self._scan.found("export") else "it exports nothing"
            return Unknown(why=why, **_START)
        # What was compiled from ECMAScript modules has its default export under that name.
        return found.entries["default"] if isinstance(found, Table) and "default" in found.entries else found

    def _commonjs(self) -> Node | None:
        effects = [
            replace(each, keys=each.keys[1:])
            for each in self.top.effects.get("module", ())
            if each.keys[:1] == ("exports",)
        ]
        effects += self.top.effects.get("exports", ())
        node: Node = Table(entries={}, **_START)
        for effect in effects:
            if effect.keys or effect.merges:
                node = self.after(node, effect, self.top)
            elif effect.value is not None:
                node = self.config(effect.value, self.top)
        return node if effects else None

    def _default(self) -> Expression | None:
        for statement in self._scan.found("export"):
            if any(each.type in {"default", "="} for each in statement.children):
                return field(statement, "value") or field(statement, "declaration") or next(named(statement), None)
            for clause in named(statement):
                for each in named(clause) if clause.type == "export_clause" else ():
                    if text_of(field(each, "alias")) == "default":
                        return field(each, "name")
        return None

    def config(self, node: Expression | None, scope: Scope) -> Node:
        """Give what ``node`` is where it stands for the configuration itself: wrappers are looked through."""
        node = bare(node)
        if node is None:
            return self.value(node, scope)
        match node.type:
            case "call_expression":
                return self._call_config(node, scope)
            case "await_expression":
                return self.config(next(named(node), None), scope)
            case "ternary_expression":
                return either(self, node, scope, self.config)
            case "identifier":
                return self.name(node, scope, self.config)
            case kind if kind in FUNCTIONS:
                return self.function(node, scope, self._given, self.config)
            case _:
                return self.value(node, scope)

    def _call_config(self, call: Expression, scope: Scope) -> Node:
        callee = bare(field(call, "function"))
        local = self.callee(callee, scope) if callee is not None else None
        if callee is None or text_of(callee).startswith("Object."):
            return self.value(call, scope)
        if local is not None:
            given = tuple(self.config(each, scope) for each in arguments(call))
            returned = self.function(*local, given, self.config).returns
            return returned if returned is not None else self.unknown(call, "it is made of itself")
        origin = origin_of(callee, scope)
        if origin.name in MERGERS:
            return self._merged(call, scope)
        return self._wrapped(call, scope, origin)

    def _merged(self, call: Expression, scope: Scope) -> Node:
        parts = [self.config(each, scope) for each in arguments(call)]
        return reduce(operations.merged, parts) if parts else self.unknown(call, "it merges nothing")

    def _wrapped(self, call: Expression, scope: Scope, origin: Origin) -> Node:
        """Look through the wrapper ``origin``: the first argument that can be a configuration is the one."""
        given = arguments(call)[1 if origin.name == "reduce" else 0 :]
        inner: Node = Table(entries={}, **self._scan.place(call)) if not given else self.unknown(call, "it is imported")
        for each in given:
            inner = self.config(each, scope)
            if isinstance(inner, Table | Function | Choice):
                break
        if origin.name.startswith("define"):
            return inner
        self.wrappers.append(origin.name)
        keys = WRAPPERS.get(origin.module or "")
        if keys is None:
            return operations.opened(inner)
        return operations.with_unknown(inner, keys, f"{origin.name} may set it")


def _given_by_tool(name: str) -> tuple[Node, ...]:
    """Give what the tool that reads a file of this name calls its function with."""
    if name.startswith("next.config."):
        return (Known(value="phase-production-build", **_START),)
    if name.startswith("vite.config."):
        command = Known(value="build", **_START)
        return (Table(entries={"command": command}, open=True, later=("command",), **_START),)
    return ()


def _data(text: bytes) -> Node:
    """Read JSON, with or without comments: it is an expression of JavaScript."""
    try:
        scan = Scan(b"(" + text.removeprefix(_MARK) + b"\n)", "javascript")
        statement = next(iter(scan.top), None)
        if statement is None or scan.error is not None:
            return Unknown(why="it is no JSON", **_START)
        reader = Reader(scan, _BUDGET)
        return reader.value(next(named(statement), None), reader.top)
    except TooSlow:
        return Unknown(why="reading it takes too long", **_START)
