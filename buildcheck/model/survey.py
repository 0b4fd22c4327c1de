"""What the project's own files say, read as syntax: modules and how their imports resolve, the framework's view of
the routes, where it will be deployed, and what git holds of it. The output of `survey`; checks read it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from buildcheck.model.auth import AuthSetup
from buildcheck.model.command import Command
from buildcheck.model.committed_secret import CommittedSecret
from buildcheck.model.dependencies import (
    Layout,
    MissingCommand,
    MissingPeer,
    PackageUse,
    ProductionInstall,
    Undeclared,
)
from buildcheck.model.deployment import Deployment
from buildcheck.model.environment import Inventory
from buildcheck.model.invocation import Invocation
from buildcheck.model.layers import Layers
from buildcheck.model.module import Import, Module
from buildcheck.model.next_app import NextApp, UnknownOption
from buildcheck.model.output import Output
from buildcheck.model.project import IndexEntry
from buildcheck.model.syntax import ConfigFile
from buildcheck.model.value import At, Value

Outcome = Literal[
    "file",  # a file of the clean source: target
    "package",  # a bare import: package, and subpath below it
    "builtin",  # a module of Node's
    "letter-case",  # no such file, but target differs only in upper and lower case
    "left-out",  # target is on this machine's disk, but a clean checkout would lack it
    "missing",  # a relative or aliased path that leads nowhere
    "virtual",  # made by a bundler or a plugin (virtual:…, \0…, ?raw of a missing kind): not judged
    "unknown",  # an alias or a resolver that only a run could tell
]


class Edge(Value, frozen=True, kw_only=True):
    """How an import of ``importer`` resolves. ``target`` is a path of the source, ``package`` the package that is
    asked for and ``subpath`` what of it. ``alias`` says that a tsconfig path or bundler alias led there.

    ``wanted`` is ``target`` as the import spells it, also for a missing file where only one path could be meant.
    A ``missing`` edge has a ``target`` where other tools would find it: by the ``paths`` of tsconfig that the bundler
    doesn't read (``alias``), or as the TypeScript source of the file that is asked for. ``respelled`` says of
    ``letter-case`` that this machine's disk has it as the import spells it, so that git's record is what differs.
    ``generator`` names the known tool that makes the file. ``lacks`` are the names that are asked for and that the file
    ``target`` certainly does not export, not even as types. ``silenced``: a comment tells the type checker to pass over
    the line."""

    importer: str
    request: Import
    outcome: Outcome
    target: str | None = None
    package: str | None = None
    subpath: str | None = None
    alias: str | None = None
    wanted: str | None = None
    respelled: bool = False
    generator: str | None = None
    lacks: tuple[str, ...] = ()
    silenced: bool = False

    @property
    def at(self) -> At:
        return At(path=self.importer, line=self.request.line, column=self.request.column)


class Generator(Value, frozen=True, kw_only=True):
    """A tool that makes source files of this project. ``made`` says whether the install or the build runs it; ``None``
    where a script does more than can be seen. ``by_install`` is the package whose own install script runs it, where
    that is allowed. ``command`` is what a build script would say, ``wants`` what it needs that a clean machine lacks.
    ``modules`` are the packages whose code it makes, inside ``node_modules``."""

    name: str
    made: bool | None
    command: str
    by_install: str | None = None
    wants: str | None = None
    docs: str | None = None
    modules: tuple[str, ...] = ()


class LockDifference(Value, frozen=True, kw_only=True):
    """Something that a manifest or a setting asks for and the lockfile does not hold, or the other way round, so that
    a frozen install is refused. ``name`` is the package or setting, ``words`` the difference; ``of`` is the manifest
    or the settings file. ``versions`` are the versions of the manager that mind, as a range; ``None``: all. ``certain``
    is false where managers refuse some and accept others, for reasons that the files don't tell."""

    of: str
    name: str
    words: str
    at: At | None = None
    versions: str | None = None
    certain: bool = True


class ScriptUse(Value, frozen=True, kw_only=True):
    """A place that runs a file of the source. ``direct``: by its name, so that it must be executable and its first
    line is read by the system; else it is handed to a shell (``sh build.sh``). ``needed`` as for commands."""

    path: str
    by: str
    direct: bool
    needed: Literal["install", "build", "start"] | None = None
    at: At


class Installed(Value, frozen=True, kw_only=True):
    """What lies in this machine's ``node_modules``, by name: read from the folders' package.json, never run.
    ``top`` are the packages right below the folder of the app or the install root, ``above`` those that only a folder
    above the source holds; a version that can't be read is ``None``. ``bins`` are the commands of ``.bin``."""

    top: dict[str, str | None] = {}
    above: dict[str, str | None] = {}
    bins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The facts. ``reached`` are the modules that the build reads, starting from its entries (routes, configuration,
    ``index.html`` …), each with the module that leads there (``None`` for an entry); a module outside of it may be
    dead code and is no reason for an error. ``reached`` is ``None`` where the entries can't be known.

    ``server`` and ``client`` are, for Next's app router, the modules that are part of the server's and of the
    browser's graph; ``layers`` says so with the chains of imports. ``configs`` are configuration files by path.
    ``published`` says of package names that were asked for whether the registry knows them; a name that is not in it
    was not asked, or the registry did not answer.
    ``uses`` are the first uses of each package by imports, configurations and scripts; ``undeclared`` those packages
    that the manifest beside them does not name, ``missing_commands`` what scripts call and no declared package has,
    ``missing_peers`` what declared packages require beside themselves and nobody provides; ``production_installs`` are
    places that install without devDependencies and then build, ``layout`` is how the package manager lays out its tree.
    ``checked`` are the files that the type checker reads in the build, whether anything imports them or not;
    ``generators`` are the tools that make source files, by name.
    ``environment`` are the variables that anything here reads or declares, ``secrets`` those values that have the shape
    of a real secret and stand in a text file of the source; ``auth`` is how the project sets up Auth.js.
    ``looked_at`` are files and folders outside of the clean source that had a say (absolute paths; they may be
    missing): a later run gives the same answer only while they are what they were.
    ``commands`` are those of the manifests' scripts, in their order. ``crlf_scripts`` are
    scripts that a checkout holds with CRLF line ends, ``lfs`` the files that git stores as Git LFS pointers,
    ``script_uses`` the places that run a file of the source. ``output`` is what the build leaves behind, ``None`` for a
    framework that we do not know; ``scripts`` gives for each script of the app's manifest what it runs in the end
    (``pre`` and ``post`` scripts, and those that it calls). ``unknown_options`` are the keys of the Next configuration
    that its version does not know. ``lock_differences`` are, by the path of each lockfile that
    could be compared, where it differs from the manifests; ``lockfiles_left_out`` those on this machine's disk that git
    does not hold, with the line that ignores them.
    """

    modules: Mapping[str, Module] = field(default_factory=dict)
    edges: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict)
    reached: Mapping[str, str | None] | None = None
    checked: frozenset[str] = frozenset()
    generators: Mapping[str, Generator] = field(default_factory=dict)
    server: frozenset[str] = frozenset()
    client: frozenset[str] = frozenset()
    configs: Mapping[str, ConfigFile] = field(default_factory=dict)
    json: Mapping[str, Any] = field(default_factory=dict)
    next: NextApp | None = None
    layers: Layers = field(default_factory=Layers)
    deployments: tuple[Deployment, ...] = ()
    output: Output | None = None
    unknown_options: tuple[UnknownOption, ...] = ()
    scripts: Mapping[str, tuple[Invocation, ...]] = field(default_factory=dict)
    index: tuple[IndexEntry, ...] | None = None
    commands: tuple[Command, ...] = ()
    crlf_scripts: frozenset[str] = frozenset()
    lfs: frozenset[str] = frozenset()
    script_uses: tuple[ScriptUse, ...] = ()
    lock_differences: Mapping[str, tuple[LockDifference, ...]] = field(default_factory=dict)
    lockfiles_left_out: Mapping[str, At | None] = field(default_factory=dict)
    installed: Installed | None = None
    published: Mapping[str, bool] = field(default_factory=dict)
    uses: tuple[PackageUse, ...] = ()
    undeclared: tuple[Undeclared, ...] = ()
    missing_commands: tuple[MissingCommand, ...] = ()
    missing_peers: tuple[MissingPeer, ...] = ()
    production_installs: tuple[ProductionInstall, ...] = ()
    layout: Layout | None = None
    environment: Inventory = field(default_factory=Inventory)
    secrets: tuple[CommittedSecret, ...] = ()
    auth: tuple[AuthSetup, ...] = ()
    looked_at: frozenset[str] = frozenset()

    def chain(self, path: str) -> tuple[str, ...]:
        """Give the modules that lead from an entry of the build to ``path``, the entry first."""
        found = [path]
        while (above := (self.reached or {}).get(found[0])) is not None and above not in found:
            found.insert(0, above)
        return tuple(found)

    def needs_folder(self, folder: str) -> str | None:
        """Say what the build wants of ``folder``: an import that leads into it, or a script that works in it; ``None``
        where nothing is known to."""
        for importer, edges in self.edges.items():
            for edge in edges if self.matters(importer) else ():
                above = posixpath.dirname(importer)
                named = posixpath.normpath(posixpath.join(above, edge.request.specifier))
                aimed = edge.target or (named if edge.request.specifier.startswith(".") else "")
                if f"{aimed}/".startswith(f"{folder}/"):
                    return f"{edge.at} imports {edge.request.specifier}"
        for command in self.commands:
            above = posixpath.normpath(posixpath.join(posixpath.dirname(command.at.path), command.run.folder or "."))
            if command.needed in ("install", "build") and f"{above}/".startswith(f"{folder}/"):
                return f"the script `{command.script}` works in it"
        return None

    def importers(self, path: str) -> tuple[str, ...]:
        """Give the modules that import ``path``."""
        return tuple(name for name, edges in self.edges.items() if any(edge.target == path for edge in edges))

    def breaks(self, edge: Edge) -> Literal["bundle", "types", "perhaps"] | None:
        """Say what stops a build where ``edge`` leads nowhere: the bundler, or the type check alone; ``perhaps`` where
        it can't be known what the build reads. ``None`` where nothing stops: the absence is meant, only a type that
        nothing checks is wanted, or the code is not read."""
        request = edge.request
        followed = request.loads or request.kind in ("url", "style")
        if request.guarded:
            return None
        if followed and self.reached is not None and edge.importer in self.reached:
            return "bundle"
        if edge.importer in self.checked and not edge.silenced and request.is_typed:
            return "types"
        return "perhaps" if followed and self.reached is None else None

    def wants(self, trail: tuple[str, ...], name: str | None) -> bool:
        """Whether the declaration ``name`` of the last file of ``trail`` is what the file before it imports. Of an
        entry that is its default export, and any component in the same file."""
        if name is None:
            return False
        if len(trail) == 1:
            return name == "default" or name[:1].isupper()
        edges = (each for each in self.edges.get(trail[-2], ()) if each.target == trail[-1])
        return any(each.request.kind == "import" and name in each.request.values for each in edges)

    @property
    def drops_dev(self) -> bool:
        """Whether a setting of the project makes every install leave devDependencies out."""
        return any(each.builds is None for each in self.production_installs)

    def matters(self, path: str) -> bool:
        """Whether the build reads ``path``; true where that can't be known."""
        return self.reached is None or path in self.reached

    def runs(self, invocation: Invocation) -> tuple[Invocation, ...]:
        """Give what ``invocation``, run in the app's folder, comes to: the commands of a script, or itself."""
        found = tuple(each for name in invocation.calls() for each in self.scripts.get(name, ()))
        return found or (invocation,)
