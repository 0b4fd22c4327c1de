"""A project, its survey and its plan -> facts that another commit of it can have, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from buildcheck.differences.facts import Fact, line_of
from buildcheck.model.difference import DifferenceWeight
from buildcheck.model.plan import Plan
from buildcheck.model.project import Manifest, Project
from buildcheck.model.report import Report
from buildcheck.model.survey import Survey

_CONFIGURATION = re.compile(
    r"(?:[\w.-]+\.config\.[cm]?[jt]s|[jt]sconfig[\w.-]*\.json|\.(?:babelrc|npmrc|yarnrc|nvmrc|node-version)[\w.]*|"
    r"Dockerfile|vercel\.json|netlify\.toml|turbo\.json|pnpm-workspace\.yaml|bunfig\.toml)\Z"
)
_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|mdx?|css|scss|sass|less|vue|svelte|astro|json|graphql|prisma|html)\Z")
_DATA = re.compile(r"\.(?:md|json)\Z")


def plan_facts(plan: Plan) -> Iterator[Fact]:
    """Give what is planned: versions, steps, and whose install scripts run."""
    node, manager = plan.node.value, plan.manager
    yield Fact(kind="version", subject="node", text=node, weight="may-break", line=line_of(node), near="changes")
    yield Fact(
        kind="version",
        subject="package manager",
        text=f"{manager.name} {manager.version}",
        weight="may-break",
        line=f"{manager.name} {line_of(manager.version)}",
        near="changes",
    )
    for step in plan.steps:
        text = f"{' '.join(step.argv)} in {step.cwd}"
        yield Fact(kind="setting", subject=f"{step.phase} step {step.name}", text=text, weight="changes")
    yield Fact(kind="setting", subject="install scripts", text=plan.scripts.default, weight="changes")


def project_facts(project: Project, survey: Survey | None) -> Iterator[Fact]:
    """Give what the project declares: packages, scripts, settings, variables."""
    direct = {each.name for manifest in _manifests(project) for each in manifest.requirements}
    for manifest in _manifests(project):
        for name, command in manifest.scripts.items():
            yield Fact(kind="setting", subject=f"{manifest.path} scripts.{name}", text=command, weight="changes")
        for each in manifest.requirements:
            subject = f"{each.name} in {manifest.path}"
            yield Fact(kind="package", subject=subject, text=f"{each.spec} ({each.section})", weight="changes")
    for lockfile in project.lockfiles:
        yield Fact(
            kind="package",
            subject=lockfile.path,
            text=f"{lockfile.manager} format {lockfile.format}",
            weight="may-break",
        )
        for name in dict.fromkeys(each.name for each in lockfile.packages or ()):
            versions = lockfile.versions(name)
            yield Fact(
                kind="package",
                subject=f"{name} in {lockfile.path}",
                text=", ".join(versions),
                weight="may-break" if name in direct else "harmless",
                line=line_of(versions[0]) if versions else None,
                near="changes" if name in direct else "harmless",
            )
    for setting in project.settings:
        text = setting.value if setting.value is not None else "set"
        yield Fact(kind="setting", subject=f"{setting.file} {setting.key}", text=text, weight="may-break")
    for pin in project.node_pins:
        yield Fact(kind="version", subject=f"{pin.by} in {pin.at.path}", text=pin.value, weight="changes")
    if survey is not None:
        yield from _variables(survey)


def _manifests(project: Project) -> tuple[Manifest, ...]:
    every = (project.manifest, project.root_manifest, *project.member_manifests)
    return tuple({each.path: each for each in every}.values())


def _variables(survey: Survey) -> Iterator[Fact]:
    for name, variable in survey.environment.variables.items():
        if not variable.is_used:
            continue
        given = variable.given
        text = f"read, and given by {given.at.path}" if given is not None else "read, and given by nothing"
        yield Fact(kind="variable", subject=name, text=text, weight="may-break")


def file_facts(hashes: Mapping[str, str]) -> Iterator[Fact]:
    """Give the files of a source, by path, with what tells their contents apart."""
    for path, digest in hashes.items():
        yield Fact(kind="file", subject=path, text=f"content {digest[:12]}", weight=_weight(path))


def _weight(path: str) -> DifferenceWeight:
    name = path.rpartition("/")[2]
    if _CONFIGURATION.match(name):
        return "may-break"
    return "changes" if _CODE.search(name) and not _DATA.search(name) else "harmless"


def report_facts(report: Report) -> Iterator[Fact]:
    """Give what a run came to, and what it built."""
    yield Fact(kind="build-output", subject="verdict", text=report.verdict, weight="breaks")
    build = report.builds[0] if report.builds else None
    failed = build.failed if build is not None else None
    ended = f"{failed.name}: {failed.outcome}" if failed is not None else "nothing"
    yield Fact(kind="build-output", subject="the step that ended it", text=ended, weight="breaks")
    for finding in report.findings:
        if finding.severity != "info":
            place = f" {finding.path}" if finding.path else ""
            yield Fact(kind="build-output", subject=f"{finding.check}{place}", text=finding.severity, weight="changes")
    for route in build.app.routes if build is not None and build.app is not None else ():
        yield Fact(kind="build-output", subject=f"route {route.url}", text="built", weight="changes")
