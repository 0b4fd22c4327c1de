"""The environment of a project: who reads each variable, who declares it, what its value must be, and what happens
without it. Names and shapes only: no value of a variable is ever in here.

Lines and columns are one-based, routes are addresses as the browser sees them (``/blog/[slug]``).
"""

from __future__ import annotations

from typing import Literal

from buildcheck.model.log_lines import LogLines
from buildcheck.model.value import At, Value

ValueType = Literal[
    "string", "url", "number", "integer", "port", "boolean", "enum", "email", "json", "uuid", "host", "jwt", "pem",
    "base64", "hex", "date", "list", "path", "secret",
]  # fmt: skip
"""What a value is. ``secret`` is random text of some length; ``url`` covers database addresses (see the protocols)."""

Where = Literal["config", "script", "build", "server", "edge", "browser", "test", "unreached"]
"""Where code runs that reads a variable: a configuration that the build evaluates, a command of a script, code that
runs only while building (a Prisma schema, a content generator), the server (also while it renders a page at build
time), the edge runtime, a browser (and the server, which renders client components first), a test, or nowhere: a
module that nothing of the build leads to."""

_DEAD = frozenset({"test", "unreached"})

Sensitivity = Literal["secret", "public", "unknown"]
"""``secret``: whoever has it can do harm. ``public``: made to be in a browser, or harmless there."""


class VariableRead(Value, frozen=True, kw_only=True):
    """A place that reads a variable. ``how`` and ``fallback`` are those of `buildcheck.model.module.EnvRead`, with
    ``schema`` for a validation schema, ``text`` for ``${X}`` in a script, ``file`` for other files
    (Prisma), and ``package`` for the import of a package that reads it by itself.

    ``empty``: what it falls back on is empty; ``written_out``: it is a text of the source, in production as well
    (``local_default``: an address of a developer's machine).
    ``at_import``: it runs when its module is loaded, so that a build which collects page data runs it. ``inlined``: the
    bundler writes the value of the build into the code there; ``None`` where that is not known. ``in_vain`` says in
    words why the value can never arrive there (a server's name in the browser, a dynamic key …), and ``barrier`` which
    kind of reason that is: ``name`` (it lacks the prefix of what a browser gets), ``key`` (the bundler puts in what the
    code names, and nothing else), ``object`` (what it is read from is not there).
    ``routes`` are those whose code includes it, as far as the module graph tells.
    """

    at: At
    where: tuple[Where, ...]
    how: Literal["member", "index", "destructure", "alias", "dynamic", "whole", "schema", "text", "file", "package"]
    of: str = "process.env"
    fallback: bool = False
    empty: bool = False
    written_out: bool = False
    local_default: bool = False
    at_import: bool = False
    inlined: bool | None = None
    in_vain: str | None = None
    barrier: Literal["name", "key", "object"] | None = None
    routes: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether something of the project leads to the code that reads it, tests aside."""
        return not _DEAD.issuperset(self.where)


class Expectation(Value, frozen=True, kw_only=True):
    """What a validation schema accepts. ``by`` is its library (``zod``, ``valibot``, ``envalid``, ``t3-env`` …), or
    ``prisma`` for the address of a database whose kind a Prisma schema states.

    ``choices`` are the members of an enumeration, ``least`` and ``most`` limits of a number or of a text's length (see
    ``type``), ``pattern`` a regular expression as JavaScript writes it, ``starts`` and ``ends`` fixed ends of the text,
    ``protocols`` those of a URL without the colon. ``optional``: absence passes; ``default``: a value stands in for it.
    ``opaque``: it also runs code of its own (``refine``, ``transform``), so that a value may be refused all the same.
    """

    type: ValueType
    by: str
    at: At
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


class Shape(Value, frozen=True, kw_only=True):
    """What can be said about a value without saying it. ``traits`` are slugs: ``empty``, ``placeholder`` (``changeme``,
    ``your-…``, ``<…>``, ``xxx``), ``localhost``, ``private-address``, ``http`` (an address without TLS on a public
    host), ``quotes-kept``, ``space-kept`` (it begins or ends with white space), ``newline-escaped`` (``\\n`` as two
    characters), ``dollar-expanded`` (a ``$`` of the text is taken for a variable), ``comment-cut`` (a ``#`` cuts it),
    ``comment-kept`` (a comment is taken for a part of it, as Next does up to 13), ``refers`` (made of other variables),
    ``test-key``, ``live-key`` and ``secret`` (a known shape; ``service`` names whose), ``anon-key`` and ``service-key``
    (Supabase's, by the rights that it gives), ``another-project`` (a key of Supabase beside another project's address),
    ``weak`` (a secret that can be guessed).
    ``protocol`` is that of a URL, without the colon. ``service`` is the id of a service whose shape it has."""

    type: ValueType = "string"
    traits: frozenset[str] = frozenset()
    protocol: str | None = None
    service: str | None = None


class EnvLine(Value, frozen=True, kw_only=True):
    """A line of an env file that sets a variable."""

    name: str
    at: At
    shape: Shape


class EnvFile(Value, frozen=True, kw_only=True):
    """A file of variables in the source. ``order`` is its place in the order in which the framework's production build
    looks (0 wins over 1), ``None`` for a file that this build does not read: an example, one for development or tests.
    ``unreadable`` says in words why the framework drops the file as a whole."""

    path: str
    lines: tuple[EnvLine, ...] = ()
    order: int | None = None
    example: bool = False
    unreadable: str | None = None


DeclaredBy = Literal[
    "env-file", "example", "schema", "turbo", "ci", "compose", "dockerfile-arg", "dockerfile-env", "host", "config",
    "script", "types",
]  # fmt: skip


class Declaration(Value, frozen=True, kw_only=True):
    """A place that names a variable for whoever sets it up. ``env-file``: a ``.env`` file of the source that the
    framework loads; ``example``: ``.env.example`` and its cousins; ``host``: settings of a host (``vercel.json``,
    ``netlify.toml`` …); ``config``: ``env`` of the framework's configuration; ``script``: ``X=… next build``;
    ``types``: a ``.d.ts`` that extends ``ProcessEnv``.

    ``gives``: a clean checkout's production build gets a value from here. ``of`` is what is declared for, where the
    place says so (a build stage, a workflow's job). ``public``: the framework's ``env`` writes it into client code.
    """

    by: DeclaredBy
    at: At
    gives: bool = False
    shape: Shape | None = None
    of: str | None = None
    public: bool = False


class Variable(Value, frozen=True, kw_only=True):
    """A variable that something of the project reads or declares.

    ``public``: its name alone puts it into the browser's code (``NEXT_PUBLIC_``, ``VITE_`` …). ``service`` is the id of
    the service that it belongs to, ``relied_on`` says in words what ``sensitivity`` was taken from. ``platform``: hosts
    or tools set it themselves (``NODE_ENV``, ``CI``, ``VERCEL_URL``, ``PORT``), so that nobody has to declare it.
    ``lookalike`` is what its name begins with where that is another framework's public prefix, or a misspelt one.
    """

    name: str
    reads: tuple[VariableRead, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    public: bool = False
    service: str | None = None
    sensitivity: Sensitivity = "unknown"
    relied_on: str | None = None
    platform: str | None = None
    lookalike: str | None = None

    @property
    def given(self) -> Declaration | None:
        """The declaration that gives a clean checkout's build a value."""
        return next((each for each in self.declarations if each.gives), None)

    @property
    def declared(self) -> Declaration | None:
        """The place where somebody who sets the project up is told about it, the best first."""
        told = [each for each in self.declarations if each.by != "types"]
        return next((each for each in told if each.by in ("env-file", "example")), told[0] if told else None)

    @property
    def is_used(self) -> bool:
        """Whether code reads it that the build leads to and that is no test."""
        return any(each.is_live for each in self.reads)

    @property
    def has_default(self) -> bool:
        """Whether everything that reads it has something to fall back on. A path, a title or an id may be empty; an
        empty secret only fails later."""
        live = [each for each in self.reads if each.is_live and each.how != "schema"]
        kind = any(each.default for each in self.expectations)
        wanted = self.sensitivity == "secret"
        return kind or (bool(live) and all(each.fallback and not (each.empty and wanted) for each in live))


class Inventory(Value, frozen=True, kw_only=True):
    """All variables, by name, and the reads that name none (``process.env[name]``, ``{...process.env}``). ``prefixes``
    are what the names begin with that the framework writes into the browser's code. ``makes_line_breaks``: some code of
    the project makes line breaks of the two characters ``\\n`` in a value, where an env file holds such a one."""

    prefixes: tuple[str, ...] = ()
    variables: dict[str, Variable] = {}
    unnamed: tuple[VariableRead, ...] = ()
    makes_line_breaks: bool = False


ReadPhase = Literal["script", "config", "compile", "page-data", "prerender", "serve", "other"]


class ObservedRead(Value, frozen=True, kw_only=True):
    """Reads of a variable that a run saw, put together. ``route`` is the page or handler whose code read it, ``by``
    what did: a file of the project or of the build output, or a package. ``at`` is the source that it was mapped to.
    ``set``: it had a value. ``count`` is how often."""

    name: str
    phase: ReadPhase
    route: str | None = None
    by: str | None = None
    at: At | None = None
    set: bool = False
    count: int = 1


Encoding = Literal["plain", "url", "json", "html", "base64", "gzip", "number", "hex"]
Road = Literal[
    "prefix", "config-env", "define", "import", "prop", "html", "page-data", "route-body", "metadata", "source-map",
    "environment-dump", "public-file", "runtime-config", "response", "rewrite", "unknown",
]  # fmt: skip
"""How a value came to the browser: a public prefix, ``env`` of the configuration, ``define`` of a bundler, code or JSON
that client code imports, a prop of a client component, prerendered HTML, data of the pages router, the stored answer of
a route handler, metadata, a source map, the whole environment written out, a file of ``public/``,
``publicRuntimeConfig``, the answer to a request, a rewrite."""


LeakVerdict = Literal["exposed", "doubtful", "public"]
"""``exposed``: a secret, or a decoy, is in the browser's reach by mistake. ``doubtful``: a variable of the server that
nothing says is harmless. ``public``: it is there on purpose, or it does no harm there."""


class Leak(Value, frozen=True, kw_only=True):
    """A value of a variable in a file that a browser can fetch: ``offset`` and ``length`` are bytes of that file
    (of its decompressed content for ``gzip``). ``decoy``: a variable that the project never mentions, set to see who
    hands on the whole environment. ``url`` is where the browser gets the file, ``routes`` are the pages that load it,
    ``via`` is the place in the source where the road begins, as far as it is known. ``count`` is how many times it
    stands in that file. ``relied_on`` says in words what ``verdict`` was taken from."""

    variable: str
    path: str
    offset: int
    length: int
    encoding: Encoding
    road: Road = "unknown"
    decoy: bool = False
    url: str | None = None
    routes: tuple[str, ...] = ()
    via: At | None = None
    count: int = 1
    verdict: LeakVerdict = "exposed"
    relied_on: str | None = None


Effect = Literal["build-fails", "baked", "request-fails", "request-differs", "nothing", "unknown"]


class Consequence(Value, frozen=True, kw_only=True):
    """What the absence of a variable does. ``build-fails``: with the lines of the log; ``baked``: ``undefined``,
    nothing or a list without entries is written into what is served (``path``, ``offset``, ``instead``: what stands
    there); ``request-fails``: a route answers with an error; ``request-differs``: a route reads it when it is asked,
    what then becomes of it was not seen; ``nothing``: there is a default, or what is built and answered is the same.

    ``proof`` says in words which runs show it; ``None``: it was read from the source alone.
    """

    variable: str
    effect: Effect
    message: str
    proof: str | None = None
    routes: tuple[str, ...] = ()
    at: At | None = None
    evidence: LogLines | None = None
    path: str | None = None
    offset: int | None = None
    instead: str | None = None


class EnvironmentRow(Value, frozen=True, kw_only=True):
    """A row of the table: a variable with all that is known about it, the worst first.

    ``needed``: when it must be there (``build``: the build reads it, or writes it into the code; ``run``: the server
    alone; ``never``: nothing that counts reads it); ``missing``: nothing that a clean checkout holds gives it a value.
    ``exposure``: ``exposed`` (a secret, or a variable that was never meant to, is in the browser's reach), ``public``
    (it is there and may be), ``none`` (a search found nothing), ``unknown`` (nothing was searched).
    """

    name: str
    needed: Literal["build", "run", "never"]
    missing: bool
    optional: bool = False
    declared: tuple[Declaration, ...] = ()
    reads: tuple[VariableRead, ...] = ()
    expects: str | None = None
    service: str | None = None
    sensitivity: Sensitivity = "unknown"
    relied_on: str | None = None
    consequence: Consequence | None = None
    exposure: Literal["exposed", "public", "none", "unknown"] = "unknown"
    leaks: tuple[Leak, ...] = ()
