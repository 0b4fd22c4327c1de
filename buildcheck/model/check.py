"""What a check is: a function from `Evidence` to hits, with its severity and what it needs to have been run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from buildcheck.model.build import Build
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Hit, Severity, Stage
from buildcheck.model.value import Value


class Cause(Value, frozen=True, kw_only=True):
    """A cause recognised in a step's log by a diagnosis: its id, what it means here, the fix, and the lines."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a check may look at. ``builds`` is empty when nothing was run; ``causes`` are those of the failed step
    of the first build, the most likely first."""

    project: Project
    plan: Plan | None = None
    builds: tuple[Build, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def build(self) -> Build | None:
        return self.builds[0] if self.builds else None


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
