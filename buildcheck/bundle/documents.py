"""Plan, machine, report and settings <-> the members of a bundle that hold them, as JSON and as text."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from buildcheck.model.build import Build, Served, StepRun
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings


def plain(value: Any) -> bytes:
    """Give a value of the model as JSON for people and programs. Paths may hold bytes that are not UTF-8 (PEP 383):
    JSON has them as escapes."""
    return json.dumps(msgspec.to_builtins(value, order="deterministic"), indent=1).encode() + b"\n"


def documents(plan: Plan, machine: Machine, report: Report | None, settings: Settings) -> dict[str, bytes]:
    """Give plan, machine, report and logs as members, without places and hashes that tell more than they should."""
    found = {"plan.json": plain(_plan(plan, settings)), "machine.json": plain(machine)}
    if report is not None:
        logs = dict(log_names(report))
        found |= {name: step.log.encode("utf-8", "replace") for name, step in logs.items()}
        found["report.json"] = plain(_told(with_logs(report, dict.fromkeys(logs, ""))))
    return found


def log_names(report: Report) -> Iterator[tuple[str, StepRun]]:
    """Give each step of the report with the name of the member that has its log."""
    for number, build in enumerate(report.builds, start=1):
        for place, step in enumerate(build.steps, start=1):
            slug = re.sub(r"[^a-z0-9]+", "-", step.name.lower()).strip("-")[:40]
            yield f"logs/{number}-{place}-{slug}.log", step


def with_logs(report: Report, logs: Mapping[str, str]) -> Report:
    """Give ``report`` with these logs of its steps, by the names of `log_names`."""
    texts = iter([logs[name] for name, _ in log_names(report)])
    builds = tuple(
        msgspec.structs.replace(
            build, steps=tuple(msgspec.structs.replace(step, log=next(texts)) for step in build.steps)
        )
        for build in report.builds
    )
    return msgspec.structs.replace(report, builds=builds)


def told_settings(settings: Settings) -> Settings:
    """Give the settings without places of this machine."""
    kind, _, name = settings.env.partition(":")
    env = f"{kind}:{os.path.basename(name)}" if kind == "file" else kind
    return msgspec.structs.replace(settings, env=env, ca_file=None)


def _plan(plan: Plan, settings: Settings) -> Plan:
    """Give the plan without the folder of an env file."""
    env = told_settings(settings).env
    choice = msgspec.structs.replace(
        plan.environment_choice,
        value=env,
        reason=plan.environment_choice.reason.replace(settings.env, env),
    )
    return msgspec.structs.replace(plan, environment_choice=choice)


def _told(report: Report) -> Report:
    """Give the report without what has a member of its own, without the folder on this machine, and without hashes of
    what was built: the hash of a file that holds a short secret gives it away."""
    builds = tuple(_without_hashes(each) for each in report.builds)
    project = msgspec.structs.replace(report.project, path=report.project.name or "project")
    return msgspec.structs.replace(report, plan=None, machine=None, builds=builds, project=project)


def _without_hashes(build: Build) -> Build:
    artefacts = build.artefacts
    if artefacts is not None:
        artefacts = tuple(msgspec.structs.replace(each, sha256="") for each in artefacts)
    served, without = (_without_bodies(each) for each in (build.served, build.served_without))
    return msgspec.structs.replace(build, artefacts=artefacts, served=served, served_without=without)


def _without_bodies(served: Served | None) -> Served | None:
    if served is None:
        return None
    answers = tuple(msgspec.structs.replace(each, sha256=None) for each in served.answers)
    return msgspec.structs.replace(served, answers=answers)
