"""Evidence in, a `Report` out: what the checks found, what could not be looked at, and the verdict.

The verdict is ``fail`` when an error stands, ``incomplete`` when a step failed for something that says nothing about
the project (the network, a registry, our own policy or limits), ``pass`` otherwise. A check that raises is a mistake of
ours and is not caught.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

import msgspec

from buildcheck.discover import discover
from buildcheck.model.check import Cause, Check, Evidence
from buildcheck.model.log_lines import LogLines
from buildcheck.model.project import Project
from buildcheck.model.report import (
    Finding,
    Hit,
    Obstacle,
    ProjectSummary,
    Report,
    Severity,
    Skip,
    Stage,
    Tool,
    Verdict,
)
from buildcheck.not_verified import STAGES, not_verified, useless_rules
from buildcheck.suppress import reason

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

REACHED = {
    "plan": "nothing was planned",
    "fetch": "nothing was installed",
    "scripts": "the install scripts were not run",
    "build": "the build was not run",
}


def all_checks() -> tuple[Check, ...]:
    """Find every check."""
    return discover("buildcheck.checks", Check)


def judge(
    evidence: Evidence,
    *,
    tool: Tool,
    timings: Mapping[str, float] | None = None,
    checks: Iterable[Check] | None = None,
) -> Report:
    """Run ``checks`` (all of them when not given) over ``evidence`` and give the report.

    ``timings`` are seconds by stage, passed through.
    """
    stage = reached(evidence)
    chosen = tuple(checks) if checks is not None else all_checks()
    findings: list[Finding] = []
    skipped: list[Skip] = []
    for check in chosen:
        if STAGES.index(check.needs) > STAGES.index(stage):
            skipped.append(Skip(check=check.id, reason=REACHED[check.needs], needs=check.needs))
        else:
            for hit in check.run(evidence):
                if hit.predicts is not None and evidence.passed(hit.predicts):
                    skipped.append(withdrawn(check, hit))
                else:
                    findings.append(suppressed(finding(check, hit), check, evidence))
    findings.sort(key=lambda each: (SEVERITIES.index(each.severity), each.check, each.path or "", each.line or 0))
    obstacles = tuple(obstacle(evidence)) if evidence.inconclusive else ()
    return Report(
        tool=tool,
        project=summary(evidence.project),
        verdict=verdict(findings, obstacles),
        stage=stage,
        plan=evidence.plan,
        builds=evidence.builds,
        findings=tuple(findings),
        obstacles=obstacles,
        skipped=tuple(skipped),
        not_verified=(*evidence.unverified, *not_verified(evidence, stage), *useless_rules(evidence.project, chosen)),
        routes=evidence.survey.next.routes if evidence.survey.next else None,
        environment=evidence.environment,
        trials=evidence.trials,
        timings=dict(timings or {}),
    )


def reached(evidence: Evidence) -> Stage:
    """Give the last stage that was begun."""
    build = evidence.build
    if build is None:
        return "plan" if evidence.plan is not None else "source"
    # A step that serves is none of the plan's own: it comes after the build and says nothing of how far that got.
    phases: list[Stage] = [step.phase for step in build.steps if step.phase != "serve"]
    return max([*phases, "fetch"], key=STAGES.index)


def withdrawn(check: Check, hit: Hit) -> Skip:
    """Say that a hit foretold a failure that did not come: what was run counts, not what was read."""
    place = f"{hit.at}: " if hit.at else ""
    return Skip(check=check.id, reason=f"withdrawn, because the {hit.predicts} passed: {place}{hit.message}")


def finding(check: Check, hit: Hit) -> Finding:
    """Add to a hit what only the judge may decide."""
    return Finding(
        check=check.id,
        severity=max(check.severity, hit.severity or check.severity, key=SEVERITIES.index),
        message=hit.message,
        path=hit.at.path if hit.at else None,
        line=hit.at.line if hit.at else None,
        column=hit.at.column if hit.at else None,
        evidence=hit.evidence,
        cause=hit.cause,
        fix=hit.fix,
        docs=hit.docs,
        fingerprint=fingerprint(check.id, hit),
    )


def suppressed(found: Finding, check: Check, evidence: Evidence) -> Finding:
    """Give ``found`` with the reason of its suppression, if the project suppresses it. What a run showed stays."""
    if check.needs not in ("source", "plan"):
        return found
    return msgspec.structs.replace(found, suppressed=reason(found, evidence))


def fingerprint(check: str, hit: Hit) -> str:
    """Give 16 hexadecimal digits that stay the same when lines move and figures change: of the check, the file and the
    hit's anchor, or its message without numbers."""
    about = hit.anchor if hit.anchor is not None else re.sub(r"\d+", "#", hit.message)
    text = "\0".join((check, hit.at.path if hit.at else "", about))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def verdict(findings: Iterable[Finding], obstacles: tuple[Obstacle, ...]) -> Verdict:
    """Decide. An error of the project stands whatever else was in the way."""
    if any(each.severity == "error" and each.suppressed is None for each in findings):
        return "fail"
    return "incomplete" if obstacles else "pass"


def obstacle(evidence: Evidence) -> Iterable[Obstacle]:
    """Say what was in the way of a step that failed for no fault of the project."""
    cause, run = evidence.cause, evidence.failed
    if cause is None or run is None:
        return
    build = evidence.build
    contacts = build.hosts if build is not None else ()
    bad = dict.fromkeys(each.host for each in contacts if each.phase == run.phase and each.outcome != "reached")
    text = " ".join((*cause.lines, cause.title, cause.explanation))
    named = tuple(host for host in bad if host in text)
    yield Obstacle(
        what=f"{cause.title} (step `{run.name}`).",
        why=cause.explanation,
        do=cause.fix,
        transient=cause.kind == "infrastructure",
        evidence=lines_of(cause),
        hosts=named or tuple(bad)[:5],
    )


def lines_of(cause: Cause) -> LogLines | None:
    """Give the log lines of a cause."""
    return LogLines(step=cause.step, first=cause.first_line, lines=cause.lines) if cause.lines else None


def summary(project: Project) -> ProjectSummary:
    """Say which project this is."""
    framework = project.framework
    return ProjectSummary(
        name=project.manifest.name,
        path=project.source.root,
        source=project.source.kind,
        commit=project.source.commit,
        app=project.app,
        install_root=project.install_root,
        files=len(project.source.entries),
        framework=" ".join(filter(None, (framework.name, framework.version))) if framework else None,
        remarks=tuple(f"{each.path}: {each.message}" for each in project.source.remarks),
    )
