"""What factors are made from: the machine, the project, and the clean build of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from buildcheck.model.build import Build
from buildcheck.model.difference import Difference
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import Entry, Project
from buildcheck.model.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """``build`` is the clean build, and ``differences`` those beside it, once it was made. ``beside`` gives, for the
    files and folders of ``machine.files`` by their paths, what a build could be given of them: ``None`` where that is
    too much, nothing where it may be secret or is made by tools. It is empty for a snapshot of another machine, whose
    files are not ``here``. ``made`` are the variables that a value can be made for."""

    machine: Machine
    project: Project
    survey: Survey
    plan: Plan
    build: Build | None = None
    differences: tuple[Difference, ...] = ()
    beside: Mapping[str, tuple[Entry, ...] | None] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    here: bool = True

    def of(self, *kinds: str) -> tuple[Difference, ...]:
        """Give the differences of some kinds."""
        return tuple(each for each in self.differences if each.kind in kinds)

    @property
    def entries(self) -> dict[str, Entry]:
        """The files that a build can be given, by path."""
        return {each.path: each for entries in self.beside.values() for each in entries or ()}
