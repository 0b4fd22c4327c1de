"""A project that fails to build -> the least of it that fails in the same way: files first, then packages.

Folders are left out before files, level by level (Misherghi and Su, "HDD: Hierarchical Delta Debugging", 2006), each
level by `buildcheck.trials.minimal`. What the install reads stays: without it, nothing is installed as it was.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from buildcheck.build import build
from buildcheck.diagnose import diagnose, is_transient
from buildcheck.diagnose.first_error import ERROR, first_error
from buildcheck.engines.base import Engine, Event, Watch
from buildcheck.errors import TransientError, UsageError
from buildcheck.load.files import Files
from buildcheck.load.paths import parent
from buildcheck.load.project import read_project
from buildcheck.model.build import Build, StepRun
from buildcheck.model.check import Cause
from buildcheck.model.explanation import AttemptOutcome
from buildcheck.model.minimised import SameFailure
from buildcheck.model.project import Entry, Lockfile, Project
from buildcheck.model.settings import Settings
from buildcheck.model.synthetic import Synthetic
from buildcheck.plan.make import make_plan
from buildcheck.trials import pnpm_without
from buildcheck.trials.likely import around, asked_for, named_in
from buildcheck.trials.minimal import Exhausted, Members, Questions, shrink
from buildcheck.trials.npm_without import lock_without, manifest_without

_PLACE = re.compile(r"(?:file://)?/work/")
_LONGEST_LINE = 300


@dataclass(slots=True, kw_only=True)
class Minimiser:
    """``most`` builds are made, none begun after ``until`` (of ``time.monotonic``). ``scratch`` is an empty folder for
    what has other packages. ``values`` are those of an env file. ``line`` is the
    first error of the whole project, as its log has it."""

    project: Project
    settings: Settings
    engine: Engine
    watch: Watch
    made: Synthetic | None
    values: Mapping[str, str] = field(repr=False)
    scratch: Path
    most: int
    until: float
    builds: int = 0
    line: str = ""
    _log: str = ""
    _errors: frozenset[str] | None = None
    why_not: list[str] = field(default_factory=list)
    _failures: dict[tuple[frozenset[str], frozenset[str]], SameFailure | None] = field(default_factory=dict)

    def failure(self) -> SameFailure | None:
        """Build the whole project and give how it fails, ``None`` where it passes.

        Raises:
            EngineError: the engine broke.
            TransientError: a registry or the network is in the way.
        """
        return self._attempt(self._paths(), frozenset(), "the whole project")

    def files(self, wanted: SameFailure) -> frozenset[str]:
        """Give the files that are needed for the failure ``wanted``, with those that the install reads."""
        held = self._held()
        named = named_in(self.project, self._log)
        kept = self._paths() - held
        try:
            for guess in dict.fromkeys(each - held for each in around(self.project, named)):
                if guess and self._attempt(held | guess, frozenset(), "with what the log is about") == wanted:
                    kept = guess
                    break
        except Exhausted:
            self._gave_up()
        return held | self._least_of(kept, named, held, wanted)

    def _least_of(
        self, kept: frozenset[str], named: frozenset[str], held: frozenset[str], wanted: SameFailure
    ) -> frozenset[str]:
        depth = 1
        while any(each.count("/") >= depth - 1 for each in kept):
            # What the log names is looked at last: the last ones are left out first.
            units = _units(sorted(kept, key=lambda path: (path not in named, path)), depth)
            kept = self._shrunk(units, held, wanted)
            depth += 1
        return kept

    def packages(self, files: frozenset[str], wanted: SameFailure) -> frozenset[str]:
        """Give the names of required packages that the failure does not need; none where they can't be taken out."""
        names = self.required()
        if not names:
            return frozenset()
        if len(self.project.lockfiles) != 1 or not _is_rewritable(self.project.lockfiles[0]):
            self.why_not.append(
                "Packages were not tried: their lockfile is none of npm, pnpm or Yarn 1, or of several."
            )
            return frozenset()
        asked = asked_for(self.project, files, names)
        try:
            guess = frozenset(names) - asked
            if (
                guess
                and asked
                and self._attempt(files, guess, "with the packages that files and scripts name") == wanted
            ):
                names = tuple(each for each in names if each in asked)
        except Exhausted:
            self._gave_up()
            return frozenset()
        return self._unneeded(files, sorted(names, key=lambda name: (name not in asked, name)), wanted)

    def _unneeded(self, files: frozenset[str], order: Sequence[str], wanted: SameFailure) -> frozenset[str]:
        every = frozenset(self.required())

        def outcome(members: Members, why: str) -> AttemptOutcome:
            without = every - {order[each] for each in members}
            return _outcome(self._attempt(files, without, f"without {len(without)} of {len(every)} packages"), wanted)

        kept, _ = self._reduced(len(order), outcome)
        return every - {order[each] for each in kept}

    def required(self) -> tuple[str, ...]:
        """Give the names of the packages that the manifests require, those of the project's own left out."""
        manifests = (self.project.root_manifest, self.project.manifest, *self.project.member_manifests)
        own = {each.name for each in manifests}
        return tuple(
            dict.fromkeys(need.name for each in manifests for need in each.requirements if need.name not in own)
        )

    def written(self, files: frozenset[str], without: frozenset[str], folder: Path) -> None:
        """Write what is left into ``folder``.

        Raises:
            UsageError: the source changed since it was listed.
            OSError: it can't be written there.
        """
        read = Files(self.project.source)
        # Links last, so that nothing is written through one where upper and lower case are alike.
        for path in sorted(files, key=lambda each: (read.by_path[each].kind == "symlink", each)):
            entry = read.by_path[path]
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if entry.kind == "symlink":
                place.symlink_to(entry.target or "")
                continue
            content = read.read(path, max(entry.size, 1))
            if content is None:
                raise UsageError(f"{path} changed while the project was read.", do="Run it again.")
            place.write_bytes(_rewritten(path, content, without))
            place.chmod(0o755 if entry.executable else 0o644)

    def _paths(self) -> frozenset[str]:
        return frozenset(each.path for each in self.project.source.entries)

    def _held(self) -> frozenset[str]:
        """Give what the install reads, and what says which Node it is."""
        plan = make_plan(self.project, self.settings)
        pins = {each.at.path for each in self.project.node_pins}
        return (frozenset(plan.fetch_inputs) | pins | {self.project.manifest.path}) & self._paths()

    def _shrunk(self, units: Sequence[tuple[str, ...]], held: frozenset[str], wanted: SameFailure) -> frozenset[str]:
        def outcome(members: Members, why: str) -> AttemptOutcome:
            left = [path for each in sorted(members) for path in units[each]]
            return _outcome(
                self._attempt(held | frozenset(left), frozenset(), f"with {len(left)} of {len(self._paths())} files"),
                wanted,
            )

        kept, _ = self._reduced(len(units), outcome)
        return frozenset(path for each in kept for path in units[each])

    def _reduced(self, count: int, outcome: Callable[[Members, str], AttemptOutcome]) -> tuple[Members, bool]:
        """Give the members of ``count`` that are needed; all where no build is left."""
        every = frozenset(range(count))
        try:
            if outcome(frozenset(), "") == "fails":
                return frozenset(), True
        except Exhausted:
            return every, self._gave_up()
        kept, minimal = shrink(every, Questions(outcome, "passes", self.most), "fails")
        return kept, minimal or self._gave_up()

    def _gave_up(self) -> bool:
        words = f"It stopped after {self.builds} builds: more may be left out (--max-builds, --max-minutes)."
        if words not in self.why_not:
            self.why_not.append(words)
        return False

    def _attempt(self, files: frozenset[str], without: frozenset[str], why: str) -> SameFailure | None:
        key = (files, without)
        if key not in self._failures:
            if self.builds and (self.builds >= self.most or time.monotonic() >= self.until):
                raise Exhausted
            self.builds += 1
            self.watch(Event(kind="prepare", text=f"build {self.builds}: {why}"))
            try:
                self._failures[key] = self._built(self._part(files, without))
            except UsageError:
                # Nothing is left that could be built.
                self._failures[key] = None
        return self._failures[key]

    def _part(self, files: frozenset[str], without: frozenset[str]) -> Project:
        source = self.project.source
        entries = tuple(each for each in source.entries if each.path in files)
        if without:
            folder = self.scratch / str(self.builds)
            folder.mkdir()
            self.written(files, without, folder)
            entries = tuple(_as_written(each, folder) for each in entries)
            source = msgspec.structs.replace(source, root=str(folder))
        return read_project(msgspec.structs.replace(source, entries=entries), self.project.app, Path(source.root))

    def _built(self, project: Project) -> SameFailure | None:
        made = {name: each.value for name, each in self.made.values.items()} if self.made is not None else {}
        values = {**made, **self.values}
        done = build(
            make_plan(project, self.settings, environment_names=tuple(sorted(values))),
            project.source,
            self.engine,
            values=values,
            watch=self.watch,
            transient=lambda run: is_transient(run, project),
            shown=self.made.ordinary if self.made is not None else (),
        )
        if done.failed is None:
            return None
        self._log = self._log or done.failed.log
        causes = diagnose(done.failed, project, done.hosts, done.scripts.blocked if done.scripts else ())
        if causes and causes[0].kind == "infrastructure":
            raise TransientError(causes[0].title, why=causes[0].explanation, do=causes[0].fix)
        self.line = self.line or first_line(done.failed, causes)
        found = errors(done.failed.log)
        self._errors = found if self._errors is None else self._errors
        # An error more is that of what was taken away: whoever reads the report would look into it.
        return failure_of(done, causes) if found <= self._errors else None


def failure_of(done: Build, causes: Sequence[Cause]) -> SameFailure | None:
    """Give what makes the failure of a build the same as another; ``None`` for one that passed."""
    run = done.failed
    if run is None:
        return None
    return SameFailure(
        step=f"{run.phase} {run.name}",
        outcome=run.outcome,
        cause=causes[0].id if causes else "unknown",
        line=_stable(first_line(run, causes)),
    )


def errors(log: str) -> frozenset[str]:
    """Give the lines of a log that tell an error, without what differs from run to run."""
    return frozenset(_stable(_PLACE.sub("", line.strip())) for line in log.splitlines() if ERROR.match(line))


def _stable(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def first_line(run: StepRun, causes: Sequence[Cause]) -> str:
    """Give the first line of a failed step that tells an error, without places of the sandbox."""
    lines = list(causes[0].lines) if causes else run.log.splitlines()[-1:]
    at = first_error(lines)
    line = lines[at] if at is not None else next(iter(lines), "")
    return _PLACE.sub("", line.strip())[:_LONGEST_LINE]


def _outcome(found: SameFailure | None, wanted: SameFailure) -> AttemptOutcome:
    return "fails" if found == wanted else "passes"


def _units(paths: Iterable[str], depth: int) -> list[tuple[str, ...]]:
    """Give the files by their first ``depth`` folders; a file that lies less deep is a unit of its own."""
    found: dict[str, list[str]] = {}
    for path in paths:
        parts = path.split("/")
        found.setdefault("/".join(parts[:depth]), []).append(path)
    return [tuple(each) for each in found.values()]


def _is_rewritable(lock: Lockfile) -> bool:
    """Whether it can be brought in step with manifests that require less. Yarn 1 asks of its own no more than that all
    that is required is in it."""
    formats = {"package-lock.json": ("2", "3"), "yarn.lock": ("1",)}
    name = lock.path.rpartition("/")[2]
    return name == "pnpm-lock.yaml" or lock.format in formats.get(name, ())


def _rewritten(path: str, content: bytes, without: Collection[str]) -> bytes:
    name = path.rpartition("/")[2]
    if not without or "node_modules" in parent(path).split("/"):
        return content
    if name == "pnpm-lock.yaml":
        return pnpm_without.lock_without(content.decode("utf-8", "surrogateescape"), without).encode(
            "utf-8", "surrogateescape"
        )
    if name not in ("package.json", "package-lock.json"):
        return content
    document = json.loads(content.decode("utf-8-sig"))
    change = manifest_without if name == "package.json" else lock_without
    return (json.dumps(change(document, without), indent=2, ensure_ascii=False) + "\n").encode()


def _as_written(entry: Entry, folder: Path) -> Entry:
    if entry.kind == "symlink":
        return entry
    return msgspec.structs.replace(entry, size=(folder / entry.path).stat().st_size)
