"""What will be done, as plain data: made from a `Project` alone, printable, comparable, and run by any engine."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.project import ManagerName
from buildcheck.model.value import At, Value

Phase = Literal["fetch", "scripts", "build", "serve"]
NetworkMode = Literal["known", "open", "none"]
ImageVariant = Literal["full", "slim"]

DEFAULT_REGISTRY = "the default registry of"
"""How the reason begins for which a manager's built-in registry may be reached: no project names that host."""


class Choice(Value, frozen=True, kw_only=True):
    """A decision with its reason, in words for a person, and the place in the project that decided it."""

    value: str
    reason: str
    at: At | None = None


class Manager(Value, frozen=True, kw_only=True):
    """The package manager. ``package`` is the registry package that provides it (``npm``, ``pnpm``, ``yarn``,
    ``@yarnpkg/cli-dist`` for Yarn 2 and later, ``bun``), installed by us in exactly ``version``."""

    name: ManagerName
    version: str
    package: str
    reason: str
    at: At | None = None


class Step(Value, frozen=True, kw_only=True):
    """One command. ``cwd`` is relative to the source root; ``argv[0]`` is looked up on the sandbox's own PATH.

    Steps of one phase share its network policy. ``fetch`` steps see only ``Plan.fetch_inputs`` and never run project
    code; ``scripts`` and ``build`` steps see the whole source. A step that ``may_fail`` does not end the run when it
    fails: the manager itself would go on (npm drops an optional dependency whose install script fails). ``path`` are
    folders, relative to the source root, in which programs are looked for before the sandbox's own.
    """

    phase: Phase
    name: str
    argv: tuple[str, ...]
    cwd: str
    env: dict[str, str] = {}
    timeout_seconds: int
    may_fail: bool = False
    path: tuple[str, ...] = ()


class HostRule(Value, frozen=True, kw_only=True):
    """A host that a phase may reach. ``host`` is a name, or ``*.name`` for every name below it; ``port`` ``None`` means
    80 and 443. ``reason`` says what needs it."""

    host: str
    reason: str
    port: int | None = None

    def covers(self, host: str) -> bool:
        """Whether ``host`` is a name that this rule is about."""
        return host == self.host or (self.host.startswith("*.") and host.endswith(self.host[1:]))


class Network(Value, frozen=True, kw_only=True):
    """Who may be reached: ``registries`` by every phase, ``known`` by the ``scripts`` and ``build`` phases as well.
    In mode ``open`` every public address may be reached, in mode ``none`` nothing but the registries in ``fetch``.
    Private, link-local and metadata addresses are refused in every mode unless named by ``--allow-host``
    (``allowed``)."""

    mode: NetworkMode
    registries: tuple[HostRule, ...]
    known: tuple[HostRule, ...] = ()
    allowed: tuple[HostRule, ...] = ()


class Limits(Value, frozen=True, kw_only=True):
    """What a run may use at most. All sizes in bytes."""

    memory: int
    processes: int = 2048
    disk: int = 10 * 1024**3
    temporary: int = 1024**3
    output: int = 64 * 1024**2


class ScriptPolicy(Value, frozen=True, kw_only=True):
    """Which dependencies' install scripts this manager would run. ``default`` says what happens to a package that no
    list names; ``allowed`` and ``denied`` are what the project declares."""

    default: Literal["run", "block"]
    reason: str
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


class Plan(Value, frozen=True, kw_only=True):
    """A run, before it is run.

    ``fetch_inputs`` are the files (of ``Source.entries``) that the fetch phase needs: manifests, lockfiles, manager
    settings, patches. ``reusable_tree`` says whether the installed tree is decided by those files alone, so that it
    may serve later runs (value ``"yes"`` or ``"no"``). ``environment`` holds the variables that every host sets and
    that hold no secret (``CI``…); ``environment_file`` is the file that ``--env file:PATH`` named and
    ``environment_names`` its variables: their values live in the engine, for that run only.
    ``outputs`` are the folders that the build writes, relative to the source root; ``google_fonts`` the files that
    import ``next/font/google``, for which a stand-in serves what Google would.
    """

    node: Choice
    variant: Choice
    manager: Manager
    install_root: str
    app: str
    fetch_inputs: tuple[str, ...]
    reusable_tree: Choice
    install: Choice
    build: Choice
    steps: tuple[Step, ...]
    scripts: ScriptPolicy
    environment: dict[str, str] = {}
    environment_choice: Choice
    environment_names: tuple[str, ...] = ()
    network: Network
    limits: Limits
    outputs: tuple[str, ...] = ()
    google_fonts: tuple[str, ...] = ()
    remarks: tuple[Choice, ...] = ()
