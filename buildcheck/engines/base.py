"""The two Protocols behind which a plan runs, and the events by which a run tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from buildcheck.model.build import Artefact, HostContact, InstallScripts, Isolation, Served, StepRun
from buildcheck.model.environment import ObservedRead
from buildcheck.model.plan import Plan, Step
from buildcheck.model.project import Source
from buildcheck.model.value import Value


class Event(Value, frozen=True, kw_only=True):
    """Progress. ``text`` is one line: a step's name, a line of its output (already sanitised), what is prepared, or
    what was found in the files before anything was run."""

    kind: Literal["prepare", "step", "line", "done", "found"]
    text: str


Watch = Callable[[Event], None]
Keep = Callable[[str], bool]
Sink = Callable[[memoryview], None]
Sinks = Callable[[str, int], Sink | None]
"""Asked for each file with its path and size: what wants its bytes, piece by piece, while they come. A piece is valid
only during the call."""


class Collected(Value, frozen=True, kw_only=True):
    """Artefacts read from a sandbox as hostile. ``remarks`` name what was refused (links, devices, bombs);
    ``contents`` are the bytes of the small files that were asked for, by path."""

    artefacts: tuple[Artefact, ...]
    remarks: tuple[str, ...] = ()
    contents: dict[str, bytes] = {}


class Terminal(Protocol):
    """Where somebody, or a script, types commands for a shell."""

    @property
    def interactive(self) -> bool:
        """Whether it is a terminal: what is typed is passed on key by key."""

    def size(self) -> tuple[int, int]:
        """Give its lines and columns."""

    def read(self, seconds: float) -> bytes | None:
        """Give what was typed within ``seconds``: ``None`` for nothing, ``b""`` when no more can come."""

    def write(self, output: bytes) -> None:
        """Show what the shell says."""


class Sandbox(Protocol):
    """One run of a plan, with the clean source in it. Everything it made is gone when it closes."""

    @property
    def isolation(self) -> Isolation:
        """What stands between the project and this machine, for the report."""

    @property
    def tree(self) -> tuple[str, str]:
        """``("installed" | "reused", reason)``: whether the fetch phase must run, or an installed tree was found."""

    def run(self, step: Step, attempt: int = 1) -> StepRun:
        """Run one step to its end. A step that fails is a result; only trouble with the engine itself is an error.

        Raises:
            EngineError: the engine broke.
        """

    def serve(self, step: Step) -> tuple[Served, dict[str, bytes]]:
        """Run a step of the serve phase: start the built app, ask it for what the step names, and end it. Gives what
        it answered, and the bodies by URL: of each its first 4 MiB, of all 32 MiB at most.

        Raises:
            EngineError: the engine broke.
        """

    def shell(self, step: Step, terminal: Terminal) -> int:
        """Open a shell where ``step`` runs: with its folder, variables, network and limits. Gives its exit code.

        Raises:
            EngineError: this engine has no place that a shell could be locked up in, or it broke.
        """

    def keep_tree(self) -> None:
        """Say that the fetch phase is complete: what it installed may serve later runs with the same key."""

    def hosts(self) -> tuple[HostContact, ...]:
        """Every host that the phases reached or tried to reach, as far as this engine can know."""

    def install_scripts(self) -> InstallScripts | None:
        """Which dependencies ask for install scripts; ``None`` when this engine could not tell."""

    def collect(self, folders: tuple[str, ...], keep: Keep | None = None, sinks: Sinks | None = None) -> Collected:
        """Read what the build wrote in ``folders`` (relative to the source root), as hostile input. ``keep`` says for
        a path whether its content is wanted, if it is small; ``sinks`` who wants to see the bytes of a file, of any
        size, as they come."""

    def reads(self) -> tuple[ObservedRead, ...] | None:
        """The variables that the steps so far read after the fetch phase, as far as their own processes told;
        ``None`` when nothing was watched."""

    def peak_memory(self) -> int | None:
        """The largest memory use of a step in bytes, ``None`` when the engine can't tell."""


class Engine(Protocol):
    """A place where plans run."""

    @property
    def name(self) -> str:
        """``docker`` or ``local``."""

    def problem(self) -> str | None:
        """The reason why this engine can't be used here, or None."""

    def open(
        self, plan: Plan, source: Source, values: Mapping[str, str], watch: Watch, shown: Collection[str] = ()
    ) -> AbstractContextManager[Sandbox]:
        """Prepare everything that a run of ``plan`` needs and give the sandbox.

        ``values`` are the values of ``plan.environment_names``: they reach the scripts and build phases of this run
        and are written nowhere. Those named in ``shown`` are no secrets, and stay in logs as they are.

        Raises:
            EngineError: the engine can't do it.
            TransientError: something that had to be downloaded could not be.
        """
