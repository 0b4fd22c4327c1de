"""Two machines, two bundles or two commits in, their differences out; nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from buildcheck.bundle.open import opened, seen
from buildcheck.bundle.unpack import unpack
from buildcheck.differences.facts import Fact, contrasts
from buildcheck.differences.machine_facts import machine_facts
from buildcheck.differences.project_facts import file_facts, plan_facts, project_facts, report_facts
from buildcheck.errors import UsageError
from buildcheck.load.files import Files
from buildcheck.load.machine_file import LARGEST, SnapshotError, read_machine
from buildcheck.load.project import load_commit
from buildcheck.model.bundle import Contents
from buildcheck.model.difference import ContrastReport
from buildcheck.model.machine import Machine
from buildcheck.model.project import Project
from buildcheck.model.settings import Settings
from buildcheck.model.survey import Survey
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of one side, by what it is about: its machine, its plan, its project, its run."""

    name: str
    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)


def contrast(first: str, second: str, path: Path) -> ContrastReport:
    """Hold ``first`` and ``second`` beside each other: files of `buildcheck snapshot --format json`, bundles, or
    commits of the repository that ``path`` is part of.

    Raises:
        UsageError: one of them is none of these, or they have nothing in common.
    """
    sides = [_side(each, path) for each in (first, second)]
    compared = tuple(each for each in sides[0].facts if each in sides[1].facts)
    if not compared:
        raise UsageError(
            f"{first} and {second} have nothing in common that could be compared.",
            why=f"The one tells of {_listed(sides[0])}, the other of {_listed(sides[1])}.",
            do="Name two snapshots, two bundles, or two commits.",
        )
    here, there = ([fact for each in compared for fact in side.facts[each]] for side in sides)
    return ContrastReport(first=first, second=second, compared=compared, contrasts=contrasts(here, there))


def _listed(side: Side) -> str:
    return " and ".join(f"the {each}" for each in side.facts) or "nothing"


def _side(name: str, path: Path) -> Side:
    file = Path(name)
    if not file.is_file():
        with load_commit(path, name) as project:
            return Side(name, _of_project(project))
    with open(file, "rb") as opened_file:
        head = opened_file.read(2)
    if head == _GZIP:
        return Side(name, _of_bundle(unpack(file)))
    return Side(name, {"machine": tuple(machine_facts(_machine(file)))})


def _machine(file: Path) -> Machine:
    try:
        with open(file, "rb") as content:
            return read_machine(content.read(LARGEST + 1))
    except (OSError, SnapshotError) as error:
        raise UsageError(
            f"{file} is no snapshot, no bundle and no commit.",
            why=str(error),
            do="Make one: `buildcheck snapshot --format json=FILE`, or `buildcheck verify --bundle FILE`.",
        ) from error


def _of_bundle(contents: Contents) -> dict[str, tuple[Fact, ...]]:
    found = {"machine": tuple(machine_facts(contents.machine)), "plan": tuple(plan_facts(contents.plan))}
    if contents.report is not None:
        found["run"] = tuple(report_facts(contents.report))
    hashes = {each.path: each.sha256 for each in contents.bundle.source.files if each.sha256 is not None}
    found["files"] = tuple(file_facts(hashes))
    if contents.bundle.source.complete:
        with opened(contents) as project:
            facts = seen(survey(project), contents.bundle.beside)
            found["project"] = tuple(project_facts(project, facts))
    return found


def _of_project(project: Project) -> dict[str, tuple[Fact, ...]]:
    facts: Survey = survey(project)
    return {
        "plan": tuple(plan_facts(make_plan(project, Settings()))),
        "files": tuple(file_facts(dict(_hashes(project)))),
        "project": tuple(project_facts(project, facts)),
    }


def _hashes(project: Project) -> Iterator[tuple[str, str]]:
    files = Files(project.source)
    for path, entry in files.by_path.items():
        content = files.read(path) if entry.kind == "file" else (entry.target or "").encode("utf-8", "replace")
        if content is not None:
            yield path, sha256(content).hexdigest()
