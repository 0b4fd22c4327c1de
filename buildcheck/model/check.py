"""What a check is: a function from `Evidence` to hits, with its severity and what it needs to have been run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from buildcheck.model.build import Build, StepRun
from buildcheck.model.environment import Consequence, EnvironmentRow
from buildcheck.model.log_lines import LogLines
from buildcheck.model.plan import Phase, Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Hit, Severity, Stage
from buildcheck.model.survey import Survey
from buildcheck.model.trial import Trial
from buildcheck.model.value import At, Value


class Cause(Value, frozen=True, kw_only=True):
    """A cause recognised in a step's log by a diagnosis: its id, what it means here, the fix, and the lines.

    ``kind`` is ``environment``, ``dev-versus-build``, ``host``, ``source``, ``infrastructure`` (a registry or the
    network), ``ours`` (our policy or limits stood in the way) or ``unknown``. ``check`` is the check that reports it,
    ``None`` for ``install-failed`` and ``build-failed``: one cause makes one finding.
    """

    id: str
    title: str
    explanation: str
    fix: str
    kind: str
    step: str
    first_line: int
    lines: tuple[str, ...]
    docs: str | None = None
    at: str | None = None
    check: str | None = None

    def hit(self, message: str, *, fix: str | None = None) -> Hit:
        """Make the hit that reports this cause: ``message`` and the explanation, its place, lines and fix."""
        path, _, place = (self.at or "").partition(":")
        line, _, column = place.partition(":")
        return Hit(
            message=f"{message}. {self.explanation}".strip(),
            at=At(path=path, line=int(line) if line else None, column=int(column) if column else None)
            if path
            else None,
            evidence=LogLines(step=self.step, first=self.first_line, lines=self.lines) if self.lines else None,
            cause=self.id,
            fix=fix or self.fix or None,
            docs=self.docs,
            anchor=f"{self.id} {self.title}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a check may look at. ``survey`` is what the project's own files say. ``builds`` is empty when nothing
    was run; ``causes`` are those of the failed step of the first build, the most likely first. ``consequences`` are
    what the absence of variables does, as trials showed it; ``environment`` is the table of variables, put together
    from all of this. ``trials`` are the builds that were made for the consequences, ``unverified`` says in words what
    they left open. ``searched`` names the variables whose values were looked for in all that a browser can fetch."""

    project: Project
    survey: Survey = field(default_factory=Survey)
    plan: Plan | None = None
    builds: tuple[Build, ...] = ()
    causes: tuple[Cause, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    environment: tuple[EnvironmentRow, ...] = ()
    searched: frozenset[str] = frozenset()
    trials: tuple[Trial, ...] = ()
    unverified: tuple[str, ...] = ()

    @property
    def build(self) -> Build | None:
        return self.builds[0] if self.builds else None

    @property
    def failed(self) -> StepRun | None:
        """The step that ended the first build, ``None`` when nothing was run or everything passed."""
        return self.build.failed if self.build is not None else None

    @property
    def cause(self) -> Cause | None:
        """The most likely cause of the failed step."""
        return self.causes[0] if self.causes else None

    @property
    def inconclusive(self) -> bool:
        """Whether the failure says nothing about the project: the network or we ourselves stood in the way."""
        return self.cause is not None and self.cause.kind in ("infrastructure", "ours")

    def passed(self, phase: Phase) -> bool:
        """Whether every step of ``phase`` was run and passed, or its result was reused."""
        build = self.build
        if build is None:
            return False
        if phase == "fetch" and build.tree == "reused":
            return True
        steps = [each for each in build.steps if each.phase == phase]
        last = steps[-1] if steps else None
        return last is not None and last.outcome == "ok"


Run = Callable[[Evidence], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check. ``needs`` is the stage that must have been reached for it to be able to look; ``doc`` is its manual."""

    id: str
    severity: Severity
    needs: Stage
    doc: str
    run: Run

    @property
    def title(self) -> str:
        return self.doc.splitlines()[0]


def check(severity: Severity, *, needs: Stage = "source") -> Callable[[Run], Check]:
    """Make a function a check. Its id is its name with dashes; its docstring is its page in the manual."""

    def make(run: Run) -> Check:
        return Check(
            id=run.__name__.replace("_", "-"),
            severity=severity,
            needs=needs,
            doc=inspect.cleandoc(run.__doc__ or ""),
            run=run,
        )

    return make
