"""What is said about a project: findings, what could not be looked at, and the verdict."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.build import Build
from buildcheck.model.difference import Difference
from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.log_lines import LogLines
from buildcheck.model.machine import Machine
from buildcheck.model.next_app import Route
from buildcheck.model.plan import Plan
from buildcheck.model.trial import Trial
from buildcheck.model.value import At, Value

SCHEMA = 1

Severity = Literal["error", "warning", "info"]
Verdict = Literal["pass", "fail", "incomplete"]
Stage = Literal["source", "plan", "fetch", "scripts", "build"]


class Excerpt(Value, frozen=True, kw_only=True):
    """Lines of a file of the source. ``first`` is the one-based number of the first of them."""

    first: int
    lines: tuple[str, ...]


class Hit(Value, frozen=True, kw_only=True):
    """What a check yields: the fact, its place, the lines that prove it, the cause and the fix. It can't choose its own
    fate. ``cause`` is the id of a diagnosis where a log was recognised. ``anchor`` makes the fingerprint of a hit
    without a place stable. ``severity`` may be milder than the check's where the consequence is (in this version, in
    this place); it is never harsher. ``predicts`` is the stage that will fail because of it: where that stage was run
    and passed, the hit was wrong and the judge withdraws it."""

    message: str
    at: At | None = None
    evidence: LogLines | None = None
    cause: str | None = None
    fix: str | None = None
    docs: str | None = None
    anchor: str | None = None
    severity: Severity | None = None
    predicts: Literal["fetch", "scripts", "build"] | None = None


class Finding(Value, frozen=True, kw_only=True):
    """A hit with what the judge adds: check id, severity, fingerprint (stable when lines move), suppression (the reason
    that the project gives), and the line of source that it is about."""

    check: str
    severity: Severity
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: Excerpt | None = None
    evidence: LogLines | None = None
    cause: str | None = None
    fix: str | None = None
    docs: str | None = None
    fingerprint: str
    suppressed: str | None = None


class Skip(Value, frozen=True, kw_only=True):
    """A check that could not look, with the reason. It is never a pass. ``needs`` is the stage that it waits for,
    where the run did not come so far."""

    check: str
    reason: str
    needs: Stage | None = None


class Obstacle(Value, frozen=True, kw_only=True):
    """Why a verdict could not be reached although the project may be fine: what happened, the likely cause, what to
    do. ``transient`` is true where the network or a registry is at fault (exit code 75)."""

    what: str
    why: str
    do: str
    transient: bool
    evidence: LogLines | None = None
    hosts: tuple[str, ...] = ()


class Tool(Value, frozen=True, kw_only=True):
    name: str
    version: str


class ProjectSummary(Value, frozen=True, kw_only=True):
    """What a reader needs to know which project this is. ``files`` counts the clean source."""

    name: str | None
    path: str
    source: str
    commit: str | None
    app: str
    install_root: str
    files: int
    framework: str | None
    remarks: tuple[str, ...] = ()


class Report(Value, frozen=True, kw_only=True):
    """The whole answer, and the canonical form of every output format. ``stage`` is how far the run got, ``timings``
    are seconds by stage, ``routes`` what the framework makes of the source (``None`` where that is not known),
    ``environment`` is the table of variables, the worst first, ``trials`` are the builds that were made to see what the
    absence of variables does, ``cached`` says that this answer was kept from an earlier run of the same inputs.
    ``machine`` and ``differences`` are this machine, looked at in this very run, beside the first build; ``None`` and
    empty where it has nothing to compare."""

    schema: int = SCHEMA
    tool: Tool
    project: ProjectSummary
    verdict: Verdict
    stage: Stage
    plan: Plan | None = None
    builds: tuple[Build, ...] = ()
    findings: tuple[Finding, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    skipped: tuple[Skip, ...] = ()
    not_verified: tuple[str, ...] = ()
    routes: tuple[Route, ...] | None = None
    environment: tuple[EnvironmentRow, ...] = ()
    trials: tuple[Trial, ...] = ()
    machine: Machine | None = None
    differences: tuple[Difference, ...] = ()
    timings: dict[str, float] = {}
    cached: str | None = None
