"""A clean build and a `Change` -> the project, the plan and the values of a build with that change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from buildcheck.load.project import read_project
from buildcheck.model.explanation import Change, ExtraPackage
from buildcheck.model.plan import Plan, Step
from buildcheck.model.project import Entry, Project, Setting
from buildcheck.model.settings import Settings
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from buildcheck.trials.additions import OWN, with_env_files, with_packages

_NODE_OPTIONS = "NODE_OPTIONS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """What the clean build is made of. ``beside`` are files of this disk that a build can be given, by path; ``made``
    are the made values."""

    project: Project
    settings: Settings
    beside: Mapping[str, Entry] = field(default_factory=dict)
    made: Synthetic = field(default_factory=lambda: Synthetic(seed="", values={}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """A build with a change. ``own`` are the steps, by name, that are none of the project's own, with the package that
    each brings: where one of them fails, the experiment could not be made."""

    project: Project
    plan: Plan
    values: Mapping[str, str]
    own: Mapping[str, ExtraPackage | None] = field(default_factory=dict)


def combined(changes: Iterable[Change]) -> Change:
    """Give one change that makes them all; of two that contradict each other the last counts."""
    found = list(changes)
    last = {
        name: next((value for each in reversed(found) if (value := getattr(each, name)) is not None), None)
        for name in ("node", "manager", "frozen", "network", "memory")
    }
    return Change(
        files=tuple(dict.fromkeys(chain.from_iterable(each.files for each in found))),
        variables=tuple(dict.fromkeys(chain.from_iterable(each.variables for each in found))),
        packages=tuple(dict.fromkeys(chain.from_iterable(each.packages for each in found))),
        settings={key: value for each in found for key, value in each.settings.items()},
        environment={key: value for each in found for key, value in each.environment.items()},
        env_files={path: names for each in found for path, names in each.env_files.items()},
        **last,
    )


def vary(clean: Clean, change: Change) -> Variation:
    """Plan a build with ``change``.

    Raises:
        UsageError: the plan can't be made, because no such Node release is known.
    """
    project = _project(clean, change)
    settings = clean.settings
    if change.node is not None:
        settings = replace(settings, node=change.node)
    if change.network is not None:
        settings = replace(settings, network=change.network)
    if change.memory is not None:
        settings = replace(settings, memory=change.memory)
    made = clean.made.values
    wanted = (*change.variables, *chain.from_iterable(change.env_files.values()))
    values = {name: made[name].value for name in wanted if name in made}
    plan = make_plan(project, settings, environment_names=tuple(sorted(values)), held=change.frozen is not False)
    plan = _with_environment(plan, change)
    plan = replace(plan, steps=(*with_env_files(plan, change.env_files),))
    steps, bringing = with_packages(plan, change.packages)
    own = {each.name: bringing.get(each.name) for each in steps if each.name.startswith(OWN)}
    return Variation(project=project, plan=replace(plan, steps=steps), values=values, own=own)


def _project(clean: Clean, change: Change) -> Project:
    project = clean.project
    there = {each.path for each in project.source.entries}
    entries = [clean.beside[path] for path in change.files if path in clean.beside and path not in there]
    if entries:
        source = replace(project.source, entries=(*project.source.entries, *entries))
        project = read_project(source, project.app, Path(source.root))
    if change.manager is not None:
        project = replace(project, root_manifest=replace(project.root_manifest, package_manager=change.manager))
    settings = tuple(_setting(key, value) for key, value in change.settings.items())
    return replace(project, settings=(*settings, *project.settings)) if settings else project


def _setting(key: str, value: str) -> Setting:
    return Setting(file="the machine", key=key, value=value, at=At(path="the machine"))


def _with_environment(plan: Plan, change: Change) -> Plan:
    """Set variables for every step. Those of the fetch phase stand in its steps, because they decide what is
    installed; Node's options do not, and are joined there with what watches the build."""
    variables = {**change.environment, **_as_variables(plan, change.settings)}
    if not variables:
        return plan
    lasting = {name: value for name, value in variables.items() if name != _NODE_OPTIONS}
    steps = tuple(_with(each, lasting) if each.phase == "fetch" else each for each in plan.steps)
    return replace(plan, steps=steps, environment={**plan.environment, **variables})


def _with(step: Step, variables: Mapping[str, str]) -> Step:
    return replace(step, env={**variables, **step.env})


def _as_variables(plan: Plan, settings: Mapping[str, str]) -> dict[str, str]:
    """Write settings as the variables that the manager reads: ``npm_config_…`` (npm, Yarn 1, pnpm up to 10),
    ``pnpm_config_…`` (pnpm 11), ``YARN_…`` (Yarn 2 and later)."""
    if plan.manager.package == "@yarnpkg/cli-dist":
        return {f"YARN_{_snake(key).upper()}": value for key, value in settings.items()}
    prefixes = {"pnpm": ("npm", "pnpm"), "yarn": ("npm", "yarn")}.get(plan.manager.name, ("npm",))
    return {f"{prefix}_config_{_snake(key)}": value for prefix in prefixes for key, value in settings.items()}


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).replace("-", "_").lower()
