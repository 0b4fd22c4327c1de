"""What happened when a plan was run: steps with their logs, hosts reached, artefacts."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.built_app import BuiltApp
from buildcheck.model.environment import Leak, ObservedRead
from buildcheck.model.plan import Phase
from buildcheck.model.value import Value

Outcome = Literal[
    "ok",
    "failed",
    "out-of-memory",
    "timed-out",
    "disk-full",
    "output-limit",
]


class HostContact(Value, frozen=True, kw_only=True):
    """A host that a phase reached or tried to reach.

    ``outcome``: ``reached``, ``refused`` (by our policy; ``reason`` names the rule) or ``unreachable`` (allowed, but
    it does not resolve or does not answer from here). ``by`` is what tried it where that can be known (a project file
    or a package), ``port`` is ``None`` when only its name was looked up.
    """

    phase: Phase
    host: str
    port: int | None = None
    outcome: Literal["reached", "refused", "unreachable"]
    reason: str | None = None
    by: str | None = None
    count: int = 1


class StepRun(Value, frozen=True, kw_only=True):
    """A step that was run. ``exit_code`` is ``None`` when it was ended from outside (time, disk, output, memory).

    ``log`` is its output (both streams, in order) with terminal escapes removed, decoded as UTF-8 with replacement;
    where it was longer than the engine keeps, a line says so in the middle and ``log_bytes`` is the true size.
    ``detail`` says in words what an outcome other than ``ok`` and ``failed`` means (which limit, its size).
    """

    phase: Phase
    name: str
    argv: tuple[str, ...]
    cwd: str
    exit_code: int | None
    seconds: float
    outcome: Outcome
    log: str
    log_bytes: int
    detail: str | None = None
    attempt: int = 1


class Artefact(Value, frozen=True, kw_only=True):
    """A regular file that the build wrote, relative to the source root."""

    path: str
    size: int
    sha256: str


class Isolation(Value, frozen=True, kw_only=True):
    """What stood between the project and this machine: the engine, and what it does and does not isolate."""

    engine: str
    version: str
    statement: str
    image: str | None = None


class InstallScripts(Value, frozen=True, kw_only=True):
    """Install scripts of dependencies, as ``name@version``: those that ask for one, and those that were not run
    because the package manager blocks them by default or by the project's own settings."""

    wanted: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()


class Answer(Value, frozen=True, kw_only=True):
    """The answer of the started app to a request. ``status`` is ``None`` when there was none (``error`` says why).
    ``bytes`` is the size of the body, ``sha256`` its hash, ``location`` where a redirect leads."""

    route: str
    url: str
    status: int | None = None
    error: str | None = None
    location: str | None = None
    bytes: int = 0
    sha256: str | None = None


class Served(Value, frozen=True, kw_only=True):
    """The built app, started in the sandbox and asked. ``run`` is the step with the server's own log; ``started`` says
    whether it ever answered."""

    run: StepRun
    started: bool
    answers: tuple[Answer, ...] = ()


class Build(Value, frozen=True, kw_only=True):
    """One run of a plan. ``tree`` says where the installed tree came from (``installed``, ``reused``) and why.
    ``artefacts`` is ``None`` when they were not collected; ``artefact_remarks`` lists what was refused in them.
    ``app`` are the routes that Next's own manifests list, ``None`` where there are none. ``variables`` names what was
    set for this run beside the plan's own environment. ``reads`` are the variables that code read, ``None`` when nobody
    watched; ``leaks`` are the places where synthetic values lie in a browser's reach, ``None`` when nobody searched.
    ``served`` is what the built app answered when it was started, ``served_without`` when it was started without the
    variables of this run."""

    isolation: Isolation
    steps: tuple[StepRun, ...]
    hosts: tuple[HostContact, ...] = ()
    scripts: InstallScripts | None = None
    tree: str = "installed"
    tree_reason: str | None = None
    artefacts: tuple[Artefact, ...] | None = None
    artefact_remarks: tuple[str, ...] = ()
    app: BuiltApp | None = None
    seconds: float = 0.0
    peak_memory: int | None = None
    variables: tuple[str, ...] = ()
    reads: tuple[ObservedRead, ...] | None = None
    leaks: tuple[Leak, ...] | None = None
    served: Served | None = None
    served_without: Served | None = None

    @property
    def failed(self) -> StepRun | None:
        """The step that ended the build, ``None`` when every step passed."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.outcome != "ok" else None
