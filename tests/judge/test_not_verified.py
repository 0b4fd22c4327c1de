"""What a run did not look at is said."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from buildcheck.model.check import Evidence
from buildcheck.model.deployment import Deployment, DeploymentKind, Setting
from buildcheck.model.environment import Inventory, Variable
from buildcheck.model.module import Export, Module
from buildcheck.model.next_app import NextApp, Route
from buildcheck.model.plan import Choice
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from buildcheck.not_verified import not_verified, other_commands, without_get
from tests.parts import build, plan, project, step


def handler(url: str) -> Route:
    return Route(url=url, entry=f"{url}/route", path=f"app{url}/route.ts", router="app", kind="handler")


def module(*names: str) -> Module:
    exports = tuple(Export(name=each, form="function", line=1, column=1) for each in names)
    return Module(language="typescript", exports=exports)


def test_handlers_that_no_get_reaches_are_named() -> None:
    routes = (handler("/api/hook"), handler("/api/list"), replace(handler("/about"), kind="page"))
    modules = {
        "app/api/hook/route.ts": module("POST"),
        "app/api/list/route.ts": module("GET", "POST"),
        "app/about/route.ts": module("default"),
    }
    app = NextApp(root=".", version=(16, 0, 11), certain=True, bundler="turbopack", routes=routes)
    assert without_get(Survey(next=app, modules=modules)) == ("/api/hook",)
    assert without_get(Survey()) == ()


def test_only_of_variables_that_there_are_it_is_said_that_they_were_made_up() -> None:
    made = replace(plan(), environment_choice=Choice(value="synthetic", reason="made"))
    read = Survey(environment=Inventory(variables={"A": Variable(name="A")}))

    def said(survey: Survey) -> bool:
        evidence = Evidence(project=project(), survey=survey, plan=made, builds=(build(step(outcome="ok")),))
        return any("were made up" in each for each in not_verified(evidence, "build"))

    assert said(read)
    assert not said(Survey())


def says(kind: DeploymentKind, key: str, value: str) -> tuple[str, ...]:
    """What is told of a host's file that holds one setting."""
    setting = Setting(key=key, value=value, at=At(path="host", line=3))
    planned = replace(plan(), build=Choice(value="next build", reason="the build script"))
    return tuple(other_commands((Deployment(kind=kind, path="host", settings=(setting,)),), planned))


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("vercel", "installCommand", "npm install --legacy-peer-deps"),
        ("vercel", "installCommand", "corepack enable && pnpm install"),
        ("vercel", "buildCommand", "prisma generate && next build"),
        ("netlify", "build.command", "CI= npm run build"),
    ],
)
def test_a_host_that_does_something_else_is_named(kind: DeploymentKind, key: str, value: str) -> None:
    (said,) = says(kind, key, value)
    assert f"as host:3 says (`{value}`): this run used" in said


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("vercel", "installCommand", "npm install"),
        ("vercel", "installCommand", "pnpm install --frozen-lockfile"),
        ("vercel", "buildCommand", "npm run build"),
        ("vercel", "buildCommand", "next build"),
        ("netlify", "build.command", "yarn build"),
        ("netlify", "installCommand", "make"),
        ("render", "buildCommand", "make"),
    ],
)
def test_the_usual_commands_are_not_worth_a_word(kind: DeploymentKind, key: str, value: str) -> None:
    assert says(kind, key, value) == ()
