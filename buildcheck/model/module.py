"""What one source file says, as its syntax shows it: imports, exports, directives, reads of the environment, calls.

These are facts about text: nothing is resolved and nothing is judged. Lines and columns are one-based. The values are
kept between runs by the content of the file, so they are small and hold no path of their own.
"""

from __future__ import annotations

from typing import Literal

from buildcheck.model.environment import ValueType
from buildcheck.model.syntax import Node
from buildcheck.model.value import Value

Language = Literal["javascript", "jsx", "typescript", "tsx", "css", "mdx", "vue", "svelte", "astro"]

ImportKind = Literal[
    "import",  # import a from "x"; import "x"
    "export",  # export { a } from "x"; export * from "x"
    "type",  # import type …, export type …, import("x").T, /// <reference types="x" />
    "dynamic",  # import("x")
    "require",  # require("x"), import a = require("x")
    "resolve",  # require.resolve("x"), import.meta.resolve("x")
    "url",  # new URL("./x", import.meta.url); CSS url(…)
    "style",  # CSS @import, @plugin, @config, @reference, composes … from
    "mock",  # jest.mock("x"), vi.mock("x")
]

_TYPED = frozenset({".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".json"})

EnvironmentOf = Literal["process.env", "import.meta.env", "Deno.env", "Bun.env"]

DATA_FUNCTIONS = frozenset({"getServerSideProps", "getStaticProps", "getStaticPaths"})
"""What a page of the pages router exports for the server alone."""

ExportForm = Literal["function", "async-function", "generator", "class", "value", "reexport", "type", "unknown"]


class Spot(Value, frozen=True, kw_only=True, array_like=True):
    """A place in the file."""

    line: int
    column: int


class Import(Spot, frozen=True, kw_only=True, array_like=True):
    """A request for another module. ``names`` are the names as the other module exports them (``default``, ``*``,
    ``useState``); none for an import for its effects. ``types`` are those of them imported as types alone, ``erased``
    those that TypeScript drops because the file uses them as types alone.
    ``guarded``: inside ``try`` or followed by ``.catch``, so that its absence may be meant. ``nested``: inside a
    function, so that it is wanted only when that runs."""

    specifier: str
    kind: ImportKind
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    guarded: bool = False
    nested: bool = False
    erased: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The names of which more than the type is wanted."""
        return tuple(each for each in self.names if each not in self.types and each not in self.erased)

    @property
    def loads(self) -> bool:
        """Whether a build loads the other module because of it: types alone, mocks and addresses do not."""
        return self.kind in ("import", "export", "dynamic", "require") and (not self.names or bool(self.values))

    @property
    def is_typed(self) -> bool:
        """Whether the type checker must find the other module: not for an import for its effects, nor for a file of
        another kind, whose type a pattern declares."""
        ending = self.specifier.rpartition("/")[2].rpartition(".")
        known = not ending[1] or f".{ending[2]}" in _TYPED
        return known and (self.kind in ("type", "dynamic") or (self.kind in ("import", "export") and bool(self.names)))


class Export(Spot, frozen=True, kw_only=True, array_like=True):
    """A name that the module gives. ``name`` is ``default``, ``*`` for ``export * from``, or the name itself.
    ``value`` is what the syntax shows of it (a literal, a table, a function …); ``component`` says that a default
    export can be a React component (a function, a class, a call or a name; never a literal). ``literal`` says of an
    ``export const`` whether its value is written out, so that a reader that runs nothing understands it; ``None`` for
    every other export."""

    name: str
    form: ExportForm
    value: Node | None = None
    component: bool = False
    literal: bool | None = None


class Directive(Spot, frozen=True, kw_only=True, array_like=True):
    """``"use client"``, ``"use server"``, ``"use cache"`` … ``where`` is ``file`` (the prologue of the file),
    ``function`` (that of a function), ``misplaced`` (after another statement) or ``parenthesised``."""

    text: str
    where: Literal["file", "function", "misplaced", "parenthesised"]


class EnvRead(Spot, frozen=True, kw_only=True, array_like=True):
    """A read of the environment. ``name`` is ``None`` where it can't be named. ``how`` is ``member``
    (``process.env.X``), ``index`` (``process.env["X"]``), ``destructure``, ``alias`` (through a name for
    ``process.env``), ``dynamic`` (``process.env[name]``) or ``whole`` (handed on, spread or iterated).
    ``fallback``: the expression gives a value when it is missing (``??``, ``||``, a default). ``nested``: it does not
    run when the module is loaded: it is in a function that no statement of the module calls.
    ``within`` are the top-level declarations that run it, directly or through others of the file, by the names that
    they are exported as, else their own; none for a statement of the module itself. ``guarded``: a condition about
    where the code runs stands around it (``typeof window``, ``isServer``). ``validated``: it is handed to a validation
    schema. ``getter`` names the function whose parameter is the key. ``empty``: what it falls back on is empty text or
    nothing; ``written_out``: it is a text of the source, in production as well (``local_default``: an address of a
    developer's machine)."""

    name: str | None
    of: EnvironmentOf = "process.env"
    how: Literal["member", "index", "destructure", "alias", "dynamic", "whole"] = "member"
    fallback: bool = False
    nested: bool = False
    within: tuple[str, ...] = ()
    guarded: bool = False
    validated: bool = False
    getter: str | None = None
    empty: bool = False
    written_out: bool = False
    local_default: bool = False


class EnvGetter(Spot, frozen=True, kw_only=True, array_like=True):
    """A function of the module that reads the variable which its parameter number ``argument`` (from 0) names.
    ``fallback``: it gives a value when that is missing; ``defaulted``: when a further argument is given."""

    name: str
    argument: int = 0
    of: EnvironmentOf = "process.env"
    fallback: bool = False
    defaulted: bool = False


class EnvAsk(Spot, frozen=True, kw_only=True, array_like=True):
    """A call of a function that is imported from ``module`` as ``name``, with the name of a variable, as it looks, as
    argument number ``argument``. ``more``: it has a further argument. The rest as for `EnvRead`."""

    variable: str
    module: str
    name: str
    argument: int = 0
    more: bool = False
    fallback: bool = False
    nested: bool = False
    within: tuple[str, ...] = ()
    guarded: bool = False


class SchemaField(Spot, frozen=True, kw_only=True, array_like=True):
    """What a validation schema says of one key. The fields are those of `buildcheck.model.environment.Expectation`.
    ``side`` is ``server`` or ``client`` where the library tells them apart (t3-env)."""

    name: str
    type: ValueType = "string"
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    starts: str | None = None
    ends: str | None = None
    protocols: tuple[str, ...] = ()
    optional: bool = False
    default: bool = False
    opaque: bool = False
    side: Literal["server", "client"] | None = None


class EnvSchema(Spot, frozen=True, kw_only=True, array_like=True):
    """A validation schema whose keys look like variables. ``name`` is the name that it is exported as, else its own,
    ``by`` the library. ``applied``: it is given the environment in this file, ``whole``: all of it and not chosen
    variables. ``nested``, ``guarded`` and ``within`` are those of the place where that is done."""

    by: str
    name: str | None = None
    fields: tuple[SchemaField, ...] = ()
    applied: bool = False
    whole: bool = False
    nested: bool = False
    guarded: bool = False
    within: tuple[str, ...] = ()


class SchemaUse(Spot, frozen=True, kw_only=True, array_like=True):
    """The environment is given to a schema that is imported from ``module`` as ``name``."""

    module: str
    name: str
    whole: bool = False
    nested: bool = False
    guarded: bool = False
    within: tuple[str, ...] = ()


class Call(Spot, frozen=True, kw_only=True, array_like=True):
    """A call of an imported name. ``module`` and ``name`` are those of the import (``next/dynamic``, ``default``);
    ``member`` is what was taken of it (``useState`` in ``React.useState()``), ``read`` what is taken of its result, at
    once (``get`` in ``cookies().get("a")``) or through a name that it is kept by, ``arguments`` what the syntax shows
    of the first four. ``awaited`` says that ``await`` or ``use()`` stands around it. ``nested`` as for imports.
    ``within`` is the top-level declaration that it stands in, by the name that it is exported as, else by its own."""

    module: str
    name: str
    member: str | None = None
    arguments: tuple[Node, ...] = ()
    awaited: bool = False
    nested: bool = False
    read: str | None = None
    within: str | None = None


class Element(Spot, frozen=True, kw_only=True, array_like=True):
    """A JSX element that a rule may need: one with a handler (``on…={function}``), or ``html``, ``body``, ``a``,
    ``Suspense``, ``Link``, ``Image`` … ``module`` is where its name was imported from, ``None`` for an intrinsic or
    local one. ``handlers`` names its props that are given a function literal or a local function; ``attributes`` are
    its props with literal values, ``spread`` says that it is given others. ``children`` are the names of the elements
    right below it, for those of Next's own modules. ``within`` as for calls."""

    name: str
    module: str | None = None
    handlers: tuple[str, ...] = ()
    attributes: dict[str, str] = {}
    spread: bool = False
    children: tuple[str, ...] = ()
    within: str | None = None


class Property(Spot, frozen=True, kw_only=True, array_like=True):
    """A read of a promise-valued prop of an exported function: ``export`` is that function, ``prop`` ``params`` or
    ``searchParams``, ``key`` what was read of it (``None``: the prop as a whole), ``awaited`` whether ``await`` or
    ``use()`` stands before it."""

    export: str
    prop: str
    key: str | None = None
    awaited: bool = False


class PropType(Spot, frozen=True, kw_only=True, array_like=True):
    """The prop ``params`` or ``searchParams`` of the exported function ``export`` has the type of a plain object."""

    export: str
    prop: str


class Global(Spot, frozen=True, kw_only=True, array_like=True):
    """A use of a browser's global (``window``, ``document``, ``localStorage`` …) at the top level of the module, where
    no ``typeof`` guards it."""

    name: str


class Text(Spot, frozen=True, kw_only=True, array_like=True):
    """A string that is a path of somebody's machine (``/Users/ann/…``, ``C:\\\\…``), or an import with ``\\``."""

    text: str


class SignInAddress(Spot, frozen=True, kw_only=True, array_like=True):
    """A setting ``name`` of sign-in (``redirectTo``, ``callbackUrl``, ``domain`` of a cookie …) that is written out and
    is an address of a developer's machine, or one without TLS."""

    name: str
    address: str


class Pragma(Spot, frozen=True, kw_only=True, array_like=True):
    """A comment ``buildcheck: ignore[id] reason``."""

    checks: tuple[str, ...]
    reason: str


class Module(Value, frozen=True, kw_only=True, array_like=True):
    """One file. ``errors`` is the line of the first syntax error, ``None`` when it parses; facts beside an error are
    those of the parts that parse. ``env_types`` are the variables that types of the file say there are
    (``ProcessEnv``, ``ImportMetaEnv``). ``stripped`` are the imports that Next takes out of a page of the pages router
    together with its `DATA_FUNCTIONS`."""

    language: Language
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    directives: tuple[Directive, ...] = ()
    env: tuple[EnvRead, ...] = ()
    calls: tuple[Call, ...] = ()
    elements: tuple[Element, ...] = ()
    properties: tuple[Property, ...] = ()
    globals: tuple[Global, ...] = ()
    texts: tuple[Text, ...] = ()
    pragmas: tuple[Pragma, ...] = ()
    error: int | None = None
    prop_types: tuple[PropType, ...] = ()
    env_getters: tuple[EnvGetter, ...] = ()
    env_asks: tuple[EnvAsk, ...] = ()
    env_schemas: tuple[EnvSchema, ...] = ()
    schema_uses: tuple[SchemaUse, ...] = ()
    env_types: tuple[Text, ...] = ()
    stripped: tuple[str, ...] = ()
    sign_in: tuple[SignInAddress, ...] = ()

    def directive(self, text: str) -> Directive | None:
        """Give the directive ``text`` of the file's own prologue."""
        return next((each for each in self.directives if each.text == text and each.where == "file"), None)

    def export(self, name: str) -> Export | None:
        """Give the export called ``name``."""
        return next((each for each in self.exports if each.name == name), None)

    def lacks(self, name: str) -> bool:
        """Whether it certainly gives no value called ``name``: it parses, and no ``export *`` may bring it."""
        found = self.export(name)
        if self.error is not None or self.language == "mdx" or (found is not None and found.form != "type"):
            return False
        return name == "default" or self.export("*") is None
