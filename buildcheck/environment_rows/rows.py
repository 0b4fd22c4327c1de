"""The rows, the worst first."""

from __future__ import annotations

from typing import Literal

from buildcheck.environment_rows.expects import expects
from buildcheck.environment_rows.needed import needed
from buildcheck.environment_rows.optional import configured, is_optional, live
from buildcheck.environment_rows.proven import EFFECTS, HARMFUL, is_harmful, proven
from buildcheck.environment_rows.told import from_files
from buildcheck.model.check import Evidence
from buildcheck.model.environment import Consequence, DeclaredBy, EnvironmentRow, Leak, Variable

_TOLD: frozenset[DeclaredBy] = frozenset({"env-file", "example", "schema", "turbo", "host", "config"})
"""Declarations that a reader of the table asks about even when nothing reads the variable; the others (a workflow's
job, a database's container, a script) are about something else."""

Exposure = Literal["exposed", "public", "none", "unknown"]


def rows(evidence: Evidence) -> tuple[EnvironmentRow, ...]:
    """Give a row for each variable that something live of the project reads, or that is declared and read nowhere.

    Variables that hosts and tools set themselves are left out, unless a build showed that the project must act.
    """
    found = [_row(each, evidence) for each in evidence.survey.environment.variables.values() if _is_listed(each)]
    platform = {each.name for each in evidence.survey.environment.variables.values() if each.platform is not None}
    return tuple(sorted((each for each in found if each.name not in platform or _must_act(each)), key=_rank))


def _is_listed(variable: Variable) -> bool:
    return bool(live(variable.reads)) or any(each.by in _TOLD for each in variable.declarations)


def _must_act(row: EnvironmentRow) -> bool:
    return row.exposure == "exposed" or is_harmful(row.consequence)


def _row(variable: Variable, evidence: Evidence) -> EnvironmentRow:
    leaks = tuple(each for each in _leaks(evidence) or () if each.variable == variable.name)
    return EnvironmentRow(
        name=variable.name,
        needed=needed(variable, evidence),
        missing=variable.given is None and variable.platform is None and not configured(variable),
        optional=is_optional(variable) and not is_harmful(proven(variable, evidence)),
        declared=variable.declarations,
        reads=variable.reads,
        expects=expects(variable),
        service=variable.service,
        sensitivity=variable.sensitivity,
        relied_on=variable.relied_on,
        consequence=_consequence(variable, evidence),
        exposure=_exposure(variable, leaks, evidence),
        leaks=leaks,
    )


def _consequence(variable: Variable, evidence: Evidence) -> Consequence:
    """Give what runs showed. Where they never came to it, it is known all the same what the bundler writes into the
    browser's code."""
    found = proven(variable, evidence)
    told = from_files(variable, evidence)
    if found is None or (found.effect == "unknown" and found.proof is None and told.effect == "baked"):
        return told
    return found


def _leaks(evidence: Evidence) -> tuple[Leak, ...] | None:
    """Give what the searches of all builds found; ``None`` where nothing was searched."""
    searched = [build.leaks for build in evidence.builds if build.leaks is not None]
    return tuple(each for leaks in searched for each in leaks) if searched else None


def _exposure(variable: Variable, leaks: tuple[Leak, ...], evidence: Evidence) -> Exposure:
    if leaks:
        return "public" if all(each.verdict == "public" for each in leaks) else "exposed"
    if variable.name in evidence.searched:
        return "none"
    if any(each.inlined and "browser" in each.where for each in live(variable.reads)):
        return "exposed" if variable.sensitivity == "secret" else "public"
    return "unknown"


def _rank(row: EnvironmentRow) -> tuple[int, int, str]:
    """Order: exposed, missing and needed (the worst consequence first, those that nobody is told about before the
    others), optional, given, never needed."""
    told = any(each.by not in ("types", "script", "config") for each in row.declared)
    effect = EFFECTS.index(row.consequence.effect) if row.consequence is not None else len(EFFECTS)
    if row.exposure == "exposed":
        mistake = any(each.verdict == "exposed" for each in row.leaks) or not row.leaks
        return 0 if mistake else 1, effect, row.name
    if row.needed == "never":
        return 7, 0 if live(row.reads) else 1, row.name
    if not row.missing:
        return 6, 0, row.name
    if row.optional:
        return 5, 0, row.name
    if row.consequence is not None and row.consequence.effect in HARMFUL:
        return 2, effect, row.name
    return 4 if told else 3, effect, row.name
