"""What a project uses of other people's packages, and how that which no manifest declares comes to it all the same."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.value import At, Value

Need = Literal[
    "build",  # the build reads it
    "types",  # only the type check of the build does
    "install",  # a script that the install runs
    "start",  # the script that serves the app
    "test",
    "lint",
    "dev",  # whatever else: tools, generators, code that no entry leads to
    "unknown",  # the entries of the build can't be known
]

Supply = Literal[
    "hoisted",  # another package depends on it, and the layout puts it where this one looks
    "root",  # only the manifest of the workspace's root declares it
    "workspace",  # a package of this workspace, which the layout links for all
    "nowhere",  # nothing brings it to where it is looked for
    "unknown",  # no lockfile tells
]

Elsewhere = Literal["left-over", "above", "global"]
"""What this machine adds: a package in ``node_modules`` that nothing declares, one in a folder above the source, a
program of the system."""


class PackageUse(Value, frozen=True, kw_only=True):
    """A use of a package, its first place. ``folder`` is that of the manifest which must declare it. ``asked`` is the
    request as written (``date-fns/locale``, ``plugin:react/recommended``), empty where a file
    as such asks for it. ``reader`` names the tool whose
    configuration asks for it, or the script that calls the command. ``guarded``: the program is ready for its absence.
    ``certain``: the tool stops where it is missing."""

    package: str
    folder: str
    by: Literal["import", "config", "types", "command"]
    needed: Need
    at: At
    asked: str
    reader: str | None = None
    guarded: bool = False
    certain: bool = True


class CommandUse(Value, frozen=True, kw_only=True):
    """A command that a script calls. ``needed`` is why that script is run. ``providers`` are packages that are known to
    provide the command. ``downloads``: it is called through ``npx`` or its like, which fetch what is missing."""

    command: str
    script: str
    folder: str
    needed: Need
    at: At
    providers: tuple[str, ...] = ()
    downloads: bool = False


class Undeclared(Value, frozen=True, kw_only=True):
    """A package that the manifest of ``folder`` does not declare, and its uses, the weightiest first.

    ``supply`` says how a clean install provides it and ``via`` through whom: declared packages or manifests.
    ``locked`` is its version in the lockfile, wherever that puts it, ``elsewhere`` what this machine adds and
    ``found`` the version there. ``member`` is the folder of the workspace package of that name.
    """

    package: str
    folder: str
    manifest: str
    uses: tuple[PackageUse, ...]
    supply: Supply
    via: tuple[str, ...] = ()
    locked: str | None = None
    elsewhere: Elsewhere | None = None
    found: str | None = None
    member: str | None = None

    @property
    def use(self) -> PackageUse:
        """The weightiest use."""
        return self.uses[0]

    @property
    def check(self) -> str:
        """The id of the check that reports it."""
        if self.member is not None:
            return "workspace-package-undeclared"
        return "undeclared-dependency" if self.use.by == "import" else "undeclared-config-package"


class MissingCommand(Value, frozen=True, kw_only=True):
    """A command that no declared package provides. The fields are those of `Undeclared`."""

    use: CommandUse
    manifest: str
    supply: Supply
    via: tuple[str, ...] = ()
    elsewhere: Elsewhere | None = None


class MissingPeer(Value, frozen=True, kw_only=True):
    """A package that a declared one requires beside itself, and that is not in the lockfile."""

    peer: str
    of: str
    version: str
    at: At | None = None


class ProductionInstall(Value, frozen=True, kw_only=True):
    """A place that installs without devDependencies and builds afterwards. ``because`` is the setting or option as
    written, ``builds`` where the build is started."""

    at: At
    because: str
    builds: At | None = None


class Layout(Value, frozen=True, kw_only=True):
    """How the package manager lays out ``node_modules``: ``flat`` puts what packages depend on where the app finds it
    too, ``isolated`` does not but for names that match ``public`` (globs), ``pnp`` has no such folder."""

    kind: Literal["flat", "isolated", "pnp"]
    manager: str
    public: tuple[str, ...] = ()
