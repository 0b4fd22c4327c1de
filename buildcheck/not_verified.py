"""What a run did not look at, in sentences: evidence in, the lines of "not verified" out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Check, Evidence
from buildcheck.model.deployment import Deployment
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Stage
from buildcheck.model.survey import Survey

STAGES: tuple[Stage, ...] = ("source", "plan", "fetch", "scripts", "build")
MOST_NAMED = 3
"""Addresses that a sentence names."""
_OF_HOSTS = {"vercel": ("installCommand", "buildCommand"), "netlify": ("", "build.command")}
"""Which settings say how a host installs and builds (vercel.com/docs/project-configuration,
docs.netlify.com/build/configure-builds/file-based-configuration)."""
_USUAL_INSTALLS = frozenset(
    {"npm install", "npm i", "npm ci", "pnpm install", "pnpm i", "yarn", "yarn install", "bun install", "bun i"}
)
_RUNNERS = frozenset({"npm run", "pnpm", "pnpm run", "yarn", "yarn run", "bun run"})
_FROZEN = frozenset({"--frozen-lockfile", "--immutable", "--silent", "--no-audit", "--no-fund"})
"""Options that make an install stricter, or quieter, and nothing else."""


def useless_rules(project: Project, checks: Iterable[Check]) -> Iterable[str]:
    """Say which suppressions name a check that there is not: they hide nothing."""
    known = {each.id for each in checks}
    for rule in project.configuration.ignore:
        if rule.check not in known:
            yield f"What {project.configuration.file} hides as `{rule.check}`: there is no check of that name."


def not_verified(evidence: Evidence, stage: Stage) -> Iterable[str]:
    """Say what this run did not look at, so that a pass can't be read as more than it is."""
    build = evidence.build
    done = STAGES.index(stage)
    if build is None:
        yield "That it installs and builds: only its files were read. `buildcheck verify` builds it."
    elif build.failed is not None:
        later = [each for each in ("scripts", "build") if STAGES.index(each) > done]
        if later:
            yield f"What comes after the step `{build.failed.name}`: {' and '.join(later)}."
    if build is not None and evidence.plan is not None:
        yield from other_commands(evidence.survey.deployments, evidence.plan)
    if build is not None and build.isolation.engine == "local":
        yield "Isolation from this machine: the local engine shares its system, network and tools."
        yield "Which hosts the install scripts and the build contact: the local engine can't see it."
    made = evidence.plan is not None and evidence.plan.environment_choice.value == "synthetic"
    if build is not None and made and evidence.survey.environment.variables:
        yield "That it works with real values and servers: the variables of this run were made up."
    elif evidence.plan is not None and not made and evidence.plan.environment_names:
        yield "That it builds without the variables of the env file: they were set for this run."
    if build is None or build.served is None or not build.served.started:
        yield "That the built app starts and answers: nothing was started."
    else:
        unasked = without_get(evidence.survey)
        if unasked:
            named = ", ".join(unasked[:MOST_NAMED]) + (" …" if len(unasked) > MOST_NAMED else "")
            yield f"What route handlers without GET do ({named}): the started app was asked with nothing else."


def without_get(survey: Survey) -> tuple[str, ...]:
    """Give the addresses of route handlers that have no `GET`: a request that only looks does not reach their code."""
    routes = survey.next.routes if survey.next is not None else ()
    handlers = [each for each in routes if each.kind == "handler" and each.path in survey.modules]
    return tuple(dict.fromkeys(each.url for each in handlers if survey.modules[each.path].lacks("GET")))


def other_commands(deployments: Iterable[Deployment], plan: Plan) -> Iterator[str]:
    """Say which host's file installs or builds in another way than the run did."""
    for made in deployments:
        installs, builds = _OF_HOSTS.get(made.kind, ("", ""))
        setting = made.get(installs)
        if setting is not None and not _is_usual_install(setting.value):
            yield f"That it installs as {setting.at} says (`{setting.value}`): this run used `{plan.install.value}`."
        setting = made.get(builds)
        if setting is not None and not _is_usual_build(setting.value, plan.build.value):
            yield f"That it builds as {setting.at} says (`{setting.value}`): this run used `{plan.build.value}`."


def _is_usual_install(command: str) -> bool:
    return " ".join(word for word in command.split() if word not in _FROZEN) in _USUAL_INSTALLS


def _is_usual_build(command: str, script: str) -> bool:
    """Whether it is the build script, by its name or by its text."""
    *runner, last = command.split() or [""]
    return command.strip().removeprefix("npx ") == script or (last == "build" and " ".join(runner) in _RUNNERS)
