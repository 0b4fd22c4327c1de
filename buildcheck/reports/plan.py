"""Plan -> text, for ``buildcheck plan``: every choice with its reason, before anything is run."""

from __future__ import annotations

import shlex
from pathlib import PurePath

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.plan import HostRule, Plan
from buildcheck.model.project import Project, SourceKind
from buildcheck.model.report import SCHEMA
from buildcheck.model.value import At, Value
from buildcheck.reports.view import View, columns, draw, indented, line, plural, seconds, size, some


class PlanReport(Value, frozen=True, kw_only=True):
    """A plan, and which project it is for: its name, what was read of it, and the commit that was checked out."""

    schema: int = SCHEMA
    project: str | None
    source: SourceKind
    commit: str | None
    plan: Plan


def render(project: Project, plan: Plan, view: View) -> str:
    """Give the plan as text for ``view``."""
    name = project.manifest.name or PurePath(project.source.root, project.app).name
    blocks: list[RenderableType] = [
        line(("plan", "bold cyan"), "  ", (f"{name}: what a verification would do", "bold")),
        Text(),
        columns([*_choices(plan), *_folders(plan)]),
        Text(),
        indented(line(("steps", "bold"))),
        columns(_steps(plan)),
        Text(),
        indented(line(("network", "bold"), f"  {plan.network.mode}")),
        columns(_hosts(plan)),
    ]
    if plan.remarks:
        notes = [(line(each.value), line((each.reason, "dim"))) for each in plan.remarks]
        blocks += [Text(), indented(line(("noticed", "bold"))), columns(notes)]
    return draw([*blocks, Text(), line(("Nothing was run.", "dim"))], view)


def as_data(project: Project, plan: Plan) -> PlanReport:
    """Give what ``--format json`` prints."""
    return PlanReport(
        project=project.manifest.name, source=project.source.kind, commit=project.source.commit, plan=plan
    )


def _choices(plan: Plan) -> list[tuple[Text, ...]]:
    manager = plan.manager
    rows = [
        _row("Node", plan.node.value, plan.node.reason, plan.node.at),
        _row("manager", f"{manager.name} {manager.version}", manager.reason, manager.at),
        _row("install", plan.install.value, plan.install.reason, plan.install.at),
        _row("build", plan.build.value, plan.build.reason, plan.build.at),
        _row("image", plan.variant.value, plan.variant.reason, plan.variant.at),
        _row("tree", f"reusable: {plan.reusable_tree.value}", plan.reusable_tree.reason, plan.reusable_tree.at),
        _row("scripts", plan.scripts.default, plan.scripts.reason),
        _row("environment", plan.environment_choice.value, plan.environment_choice.reason),
    ]
    names = [f"{name}={value}" for name, value in plan.environment.items()] + list(plan.environment_names)
    if names:
        rows.append(_row("", ", ".join(names), ""))
    return rows


def _folders(plan: Plan) -> list[tuple[Text, ...]]:
    limits = plan.limits
    return [
        _row("folders", f"install in {plan.install_root}, build in {plan.app}", ""),
        _row("fetch sees", plural(len(plan.fetch_inputs), "file"), some(plan.fetch_inputs)),
        _row("limits", f"memory {size(limits.memory)}, disk {size(limits.disk)}, {limits.processes:,} processes", ""),
    ]


def _row(label: str, value: str, reason: str, at: At | None = None) -> tuple[Text, ...]:
    # A reason that names its place already need not name it twice.
    place = f" ({at})" if at is not None and at.path not in reason else ""
    return line((label, "dim")), line((value, "bold"), (f" — {reason}{place}" if reason else place, "dim"))


def _steps(plan: Plan) -> list[tuple[Text, ...]]:
    return [
        (
            line((each.phase, "dim")),
            line((shlex.join(each.argv), "bold")),
            line((f"in {each.cwd}, at most {seconds(each.timeout_seconds)}", "dim")),
        )
        for each in plan.steps
    ]


def _hosts(plan: Plan) -> list[tuple[Text, ...]]:
    network = plan.network
    groups = (("registry", network.registries), ("known", network.known), ("allowed", network.allowed))
    return [
        (line((label, "dim")), line(_host(rule)), line((rule.reason, "dim")))
        for label, rules in groups
        for rule in rules
    ]


def _host(rule: HostRule) -> str:
    return rule.host if rule.port is None else f"{rule.host}:{rule.port}"
