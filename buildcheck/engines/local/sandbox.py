"""One run of a plan in a folder of its own on this machine (`buildcheck.engines.base.Sandbox`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from buildcheck.engines import artefacts
from buildcheck.engines.base import Collected, Event, Keep, Sinks, Terminal, Watch
from buildcheck.engines.environment_trace import LARGEST, read_environment, trace_name
from buildcheck.engines.folder import read_below
from buildcheck.engines.fonts import behind_stand_in
from buildcheck.engines.git_head import git_files
from buildcheck.engines.local import command
from buildcheck.engines.local.environment import environment
from buildcheck.engines.local.output import stream_output
from buildcheck.engines.local.workspace import place_files, place_source
from buildcheck.engines.masking import mask_of
from buildcheck.engines.probe_files import PROBES
from buildcheck.engines.serving import behind_probe, served
from buildcheck.errors import EngineError
from buildcheck.model.build import HostContact, InstallScripts, Isolation, Served, StepRun
from buildcheck.model.environment import ObservedRead
from buildcheck.model.plan import Phase, Plan, Step
from buildcheck.model.project import Source

_FONTS = PROBES / "fonts" / "run.cjs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a sandbox is made of. ``root`` is the run's folder, ``ca_file`` the certificates that its steps trust.
    ``values`` and ``credentials`` are secret: they are not shown, and written nowhere; but see ``shown``."""

    plan: Plan
    source: Source
    root: Path
    isolation: Isolation
    watch: Watch
    ca_file: Path | None
    values: Mapping[str, str] = field(repr=False)
    credentials: Mapping[str, str] = field(repr=False)
    shown: frozenset[str] = frozenset()


class LocalSandbox:
    """The source in ``root/work``; in the fetch phase only the plan's ``fetch_inputs`` are there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._work = parts.root / "work"
        self._watched: dict[Phase, None] = {}
        self._placed: frozenset[str] = frozenset()
        self._peak: int | None = None

    @property
    def isolation(self) -> Isolation:
        return self._parts.isolation

    @property
    def tree(self) -> tuple[str, str]:
        return "installed", "the local engine keeps no installed trees: project code could change them"

    def run(self, step: Step, attempt: int = 1) -> StepRun:
        """Run one step and end every process that it started."""
        self._place(step)
        if step.phase != "fetch":
            self._watched[step.phase] = None
        self._parts.watch(Event(kind="step", text=step.name))
        ended = command.run(self._command(step), lambda line: self._parts.watch(Event(kind="line", text=line)))
        self._parts.watch(Event(kind="done", text=f"{step.name}: {ended.outcome}"))
        self._peak = max((each for each in (self._peak, ended.peak_memory) if each is not None), default=None)
        return StepRun(
            phase=step.phase,
            name=step.name,
            argv=step.argv,
            cwd=step.cwd,
            exit_code=ended.exit_code,
            seconds=round(ended.seconds, 3),
            outcome=ended.outcome,
            log=ended.log,
            log_bytes=ended.log_bytes,
            detail=ended.detail,
            attempt=attempt,
        )

    def serve(self, step: Step) -> tuple[Served, dict[str, bytes]]:
        """Start the built app on this machine's loopback, ask it, and end it."""
        run = self.run(step)
        return served(run, self._trace)

    def shell(self, step: Step, terminal: Terminal) -> int:
        """Open none: nothing here would keep it apart from this machine."""
        raise EngineError(
            "The local engine opens no shell.",
            why="There is no container: it would be a shell of this machine, with the project's programs in its way.",
            do="Use Docker: --engine docker.",
        )

    def keep_tree(self) -> None:
        """Keep nothing: see `tree`."""

    def hosts(self) -> tuple[HostContact, ...]:
        """Give nothing: this engine uses the host's network and does not see who is reached, as its statement says."""
        return ()

    def install_scripts(self) -> InstallScripts | None:
        return None

    def collect(self, folders: tuple[str, ...], keep: Keep | None = None, sinks: Sinks | None = None) -> Collected:
        """Read what the build wrote."""
        read = [
            artefacts.read(stream_output(self._work, folder), prefix=".", keep=keep, sinks=sinks) for folder in folders
        ]
        return Collected(
            artefacts=tuple(each for one in read for each in one.artefacts),
            remarks=tuple(each for one in read for each in one.remarks),
            contents={path: data for one in read for path, data in one.contents.items()},
        )

    def reads(self) -> tuple[ObservedRead, ...] | None:
        """Give what the processes of the steps told, phase after phase."""
        sources = frozenset(each.path for each in self._parts.source.entries)
        traces = [self._trace(trace_name(phase), LARGEST) for phase in self._watched]
        return tuple(read for trace in traces for read in read_environment(trace, sources))

    def peak_memory(self) -> int | None:
        return self._peak

    def _trace(self, name: str, most: int) -> bytes:
        return read_below(self._parts.root / "trace", name, most)

    def _place(self, step: Step) -> None:
        """Bring the part of the source that the step's phase may see, once."""
        everything = frozenset(each.path for each in self._parts.source.entries)
        wanted = everything.intersection(self._parts.plan.fetch_inputs) if step.phase == "fetch" else everything
        try:
            place_source(self._parts.source, self._work, wanted - self._placed)
            if step.phase != "fetch":
                place_files(git_files(self._parts.source), self._work)
            (self._work / step.cwd).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError(
                f"The source could not be copied to {self._work}: {error.strerror or error}.",
                why="The disk may be full, or its file system can't hold a name of the project.",
                do="Free some space, or set TMPDIR to a folder on another disk.",
            ) from error
        self._placed |= wanted

    def _command(self, step: Step) -> command.Command:
        parts = self._parts
        variables = environment(
            parts.plan,
            step,
            parts.root,
            values=parts.values,
            credentials=parts.credentials,
            ca_file=parts.ca_file,
        )
        return command.Command(
            argv=self._argv(step),
            cwd=self._work / step.cwd,
            env=variables,
            root=parts.root,
            seconds=step.timeout_seconds,
            limits=parts.plan.limits,
            mask=mask_of(parts.values, parts.credentials, parts.shown),
        )

    def _argv(self, step: Step) -> tuple[str, ...]:
        if step.phase == "serve":
            return behind_probe(step, str(PROBES / "serve.cjs"))
        return behind_stand_in(step, self._parts.plan, program=str(_FONTS), root=str(self._work))
