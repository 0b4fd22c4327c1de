"""A developer's machine as far as it can decide whether a project builds: the output of `observe`.

Names, versions, places and harmless values only. No value of a variable, of an env file or of a setting that could hold
a credential is ever in here. Unknown is ``None``. Sizes are bytes.

A path is relative to the source where it lies in it, begins with ``~/`` where it lies in the user's home folder, and is
absolute elsewhere, so that nobody's login name is told.
"""

from __future__ import annotations

from typing import Literal

from buildcheck.model.built_app import BuiltApp, Bundler, OutputMode
from buildcheck.model.observed import Observed
from buildcheck.model.project import ManagerName
from buildcheck.model.value import At, Value

MACHINE_SCHEMA = 1

Origin = Literal[
    "nvm", "volta", "fnm", "asdf", "mise", "nodenv", "n", "homebrew", "corepack", "npm", "pnpm", "bun", "system",
    "project", "unknown",
]  # fmt: skip
"""Where a program comes from. ``npm``, ``pnpm`` and ``bun`` stand for global installs with them, ``system`` for the
system's own folders, ``project`` for a version that the project itself brings (Yarn's ``yarnPath``)."""

ProgramName = Literal["node", "npm", "pnpm", "yarn", "bun", "corepack"]


class Libc(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The C library that compiled packages must fit."""

    name: Literal["glibc", "musl"]
    version: str | None = None


class System(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``os`` and ``arch`` are as Node names them (``linux``, ``darwin``, ``win32``; ``x64``, ``arm64``), ``release`` is
    for people. ``case_sensitive`` is about the volume of the project, ``memory`` about the whole machine."""

    os: str
    arch: str
    release: str | None = None
    libc: Libc | None = None
    case_sensitive: bool | None = None
    locale: str | None = None
    time_zone: str | None = None
    memory: int | None = None
    cpus: int | None = None


class Program(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program as a shell in the project's folder would find it. ``path`` is where PATH leads, ``file`` what lies
    there in the end. ``shim``: a wrapper chooses the version when it is called. ``read_from`` names the file that
    ``version`` was taken from, ``None`` where the program itself was asked. ``hidden`` are programs of that name in
    later folders of PATH."""

    name: ProgramName
    path: str
    file: str
    origin: Origin
    version: str | None = None
    shim: bool = False
    read_from: str | None = None
    hidden: tuple[str, ...] = ()


class GlobalPackage(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package that is installed, or linked (``link`` is the folder), for all projects of this user."""

    name: str
    manager: ManagerName
    version: str | None = None
    link: str | None = None
    bins: tuple[str, ...] = ()


CommandFrom = Literal["project", "global", "system", "nowhere"]


class CommandPlace(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that the project's scripts call, and what provides it here: a package of the project, one that is
    installed globally, the system, nothing. ``scripts`` are the scripts that call it, ``package`` is what provides it.
    ``downloads``: it is called through ``npx`` or the like."""

    name: str
    origin: CommandFrom
    scripts: tuple[str, ...]
    path: str | None = None
    package: str | None = None
    version: str | None = None
    downloads: bool = False


Scope = Literal["global", "user", "environment"]
"""Where a setting stands, the weakest first: in the file of the installation, in the user's, in ``npm_config_…``."""


class MachineSetting(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package manager's setting outside of the project. ``scope`` is the user's file, the one of the installation, or
    the ``environment`` (``npm_config_…``). ``value`` is ``None`` where it may be anybody's secret; then it is known
    only to be there."""

    manager: ManagerName
    scope: Scope
    file: str | None
    key: str
    value: str | None = None


class MachineVariable(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variable that the project reads and that is set here. ``files`` are those that set it, the one that wins in a
    production build first; ``shell``: the environment that buildcheck was started in has it. ``build``: a production
    build gets it."""

    name: str
    files: tuple[str, ...] = ()
    shell: bool = False
    build: bool = False


class NodeVariables(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``NODE_OPTIONS`` and ``NODE_PATH`` are told by presence; of the options, those that are names and sizes."""

    node_env: str | None = None
    options: tuple[str, ...] | None = None
    path: bool = False


class LocalFile(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file, or a folder (with a final ``/``), that is on disk and that a clean checkout lacks. ``rule`` is the line
    that ignores it; without one it was never added."""

    path: str
    rule: At | None = None
    pattern: str | None = None


class TreePackage(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package of ``node_modules``. ``place`` is relative to the install root, ``None`` where only name and version
    are compared. ``version`` is what lies there, ``locked`` what the lockfile says."""

    name: str
    version: str | None = None
    locked: str | None = None
    place: str | None = None
    link: str | None = None


Layout = Literal["hoisted", "isolated", "pnp"]
"""Where an install puts packages: ``hoisted``, all at the top as far as versions let them; ``isolated``, in a store
with links to what is declared; ``pnp``, in archives that Yarn's ``.pnp.cjs`` leads to, without a ``node_modules``."""


class Tree(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``node_modules`` of the install root beside the lockfile ``lockfile`` (``None``: none to compare with, and the
    lists are empty). ``manager`` is the one that made it, by the marker
    ``made_by`` (none: Bun, whose lockfile is the only one, leaves none).

    ``hoisted`` counts the packages that code of the project can load although none of its manifests declares them, and
    ``native`` are those that are built for one platform alone.

    ``missing`` are locked and not there, ``extraneous`` there and not locked, ``different`` there in another version,
    ``linked`` lead out of the tree to a folder that is no part of the source. ``unfit`` are packages that are built for
    another platform than this one. ``production``: every development package is missing, and nothing else.
    """

    packages: int
    manager: ManagerName | None = None
    made_by: str | None = None
    lockfile: str | None = None
    missing: tuple[TreePackage, ...] = ()
    extraneous: tuple[TreePackage, ...] = ()
    different: tuple[TreePackage, ...] = ()
    linked: tuple[TreePackage, ...] = ()
    unfit: tuple[TreePackage, ...] = ()
    production: bool = False
    layout: Layout | None = None
    hoisted: int = 0
    native: tuple[TreePackage, ...] = ()


OutsideKind = Literal[
    "node_modules", "types", "lockfile", "manifest", "workspace", "tsconfig", "env", "settings", "config"
]
"""``config`` is that of a tool which looks for it upwards: PostCSS, ESLint, Browserslist."""


class Outside(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something in a folder above the source that tools find from inside it. ``levels`` is how far above; ``packages``
    are the names (with versions) that lie in a ``node_modules`` there."""

    kind: OutsideKind
    path: str
    levels: int
    packages: dict[str, str | None] = {}


class LocalOutput(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an earlier build left. ``app`` are the routes that it says it has, ``mode`` is in what form it was made
    (``None``: for Next's own server, or unknown). ``client`` are the files for browsers that Next's bundler made, with
    their sizes, by their paths in ``path``. ``older``: a file of the source was changed after that build."""

    path: str
    build_id: str | None = None
    bundler: Bundler | None = None
    app: BuiltApp | None = None
    mode: OutputMode | None = None
    client: dict[str, int] = {}
    older: bool | None = None


class Machine(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A snapshot. ``files`` is ``None`` outside git, ``tree`` where nothing is installed, ``output`` where nothing was
    built. ``further_files`` and ``further_settings`` count what was left out: beyond a limit, or by a name that is not
    known to be harmless. ``used`` is what a build on this machine was seen to use, ``None`` where none was watched.
    ``seconds`` is what the snapshot took."""

    schema: int = MACHINE_SCHEMA
    tool: str
    project: str | None
    system: System
    programs: tuple[Program, ...] = ()
    globals: tuple[GlobalPackage, ...] = ()
    commands: tuple[CommandPlace, ...] = ()
    settings: tuple[MachineSetting, ...] = ()
    further_settings: int = 0
    variables: tuple[MachineVariable, ...] = ()
    node: NodeVariables = NodeVariables()
    files: tuple[LocalFile, ...] | None = None
    further_files: int = 0
    modified: int | None = None
    tree: Tree | None = None
    outside: tuple[Outside, ...] = ()
    output: LocalOutput | None = None
    used: Observed | None = None
    seconds: float | None = None

    def program(self, name: ProgramName) -> Program | None:
        """Give the program of that name, ``None`` where PATH has none."""
        return next((each for each in self.programs if each.name == name), None)
