"""Small real values for tests: a project, a plan, a build, a step."""

from __future__ import annotations

from buildcheck.model.build import Build, HostContact, InstallScripts, Isolation, Outcome, StepRun
from buildcheck.model.plan import Choice, HostRule, Limits, Manager, Network, Phase, Plan, ScriptPolicy
from buildcheck.model.project import (
    Entry,
    Framework,
    IgnoreRule,
    Lockfile,
    ManagerName,
    Manifest,
    Project,
    Requirement,
    Section,
    Source,
)
from buildcheck.model.value import At

REGISTRY = "registry.example.test"


def requirements(
    specs: dict[str, str], section: Section = "dependencies", path: str = "package.json"
) -> tuple[Requirement, ...]:
    """Requirements by name and specifier."""
    return tuple(
        Requirement(name=name, spec=spec, section=section, at=At(path=path, line=number))
        for number, (name, spec) in enumerate(specs.items(), start=3)
    )


def project(
    *,
    files: tuple[str, ...] = ("package.json",),
    requires: dict[str, str] | None = None,
    lockfiles: tuple[Lockfile, ...] = (),
    framework: Framework | None = None,
    app: str = ".",
    google_fonts: tuple[At, ...] = (),
    ignore_rules: tuple[IgnoreRule, ...] = (),
) -> Project:
    """A project with these files and requirements."""
    manifest = Manifest(
        path="package.json", name="demo", scripts={"build": "next build"}, requirements=requirements(requires or {})
    )
    entries = tuple(Entry(path=path, kind="file", size=1) for path in files)
    return Project(
        source=Source(kind="folder", root="/project", entries=entries),
        app=app,
        install_root=".",
        manifest=manifest,
        root_manifest=manifest,
        lockfiles=lockfiles,
        framework=framework,
        google_fonts=google_fonts,
        ignore_rules=ignore_rules,
    )


def choice(value: str) -> Choice:
    """A decision for a test."""
    return Choice(value=value, reason="the test says so")


def plan(manager: ManagerName = "npm", *, node: str = "22.21.1", google_fonts: tuple[str, ...] = ()) -> Plan:
    """A plan that was never run."""
    return Plan(
        node=choice(node),
        variant=choice("full"),
        manager=Manager(name=manager, version="10.9.4", package=manager, reason="the test says so"),
        install_root=".",
        app=".",
        fetch_inputs=("package.json",),
        reusable_tree=choice("yes"),
        install=choice("install"),
        build=choice("build"),
        steps=(),
        scripts=ScriptPolicy(default="run", reason="the test says so"),
        environment_choice=choice("none"),
        network=Network(mode="known", registries=(HostRule(host=REGISTRY, reason="the registry"),)),
        limits=Limits(memory=4 * 1024**3),
        google_fonts=google_fonts,
    )


def step(
    phase: Phase = "build",
    log: str = "",
    *,
    outcome: Outcome = "failed",
    exit_code: int | None = 1,
    name: str = "build",
) -> StepRun:
    """A step that was run."""
    return StepRun(
        phase=phase,
        name=name,
        argv=("npm", "run", "build"),
        cwd=".",
        exit_code=0 if outcome == "ok" else exit_code,
        seconds=1.0,
        outcome=outcome,
        log=log,
        log_bytes=len(log),
    )


def build(
    *steps: StepRun,
    hosts: tuple[HostContact, ...] = (),
    blocked: tuple[str, ...] = (),
    engine: str = "docker",
) -> Build:
    """A run of a plan with these steps."""
    return Build(
        isolation=Isolation(engine=engine, version="1", statement="a container"),
        steps=steps,
        hosts=hosts,
        scripts=InstallScripts(wanted=blocked, blocked=blocked),
    )
