"""How a built app is started, as a plan."""

from __future__ import annotations

import json

import pytest

from buildcheck.model.output import Output
from buildcheck.model.plan import Choice, Step
from buildcheck.model.project import Framework, Project
from buildcheck.model.settings import Settings
from buildcheck.plan.make import make_plan
from buildcheck.plan.serve import Request, request_of, serve_plan
from tests.plan.sample import RELEASES, project

SERVER = Output(mode="server", folder=".next", work=".next")


def planned(output: Output | None, of: Project | None = None, **options: tuple[str, ...]) -> tuple[Step | None, Choice]:
    of = of or project()
    plan = make_plan(of, Settings(), releases=RELEASES)
    return serve_plan(plan, of, output, [Request(route="/a", url="/a")], **options)


def argv(output: Output, of: Project | None = None) -> tuple[str, ...]:
    step, _ = planned(output, of)
    assert step is not None
    return step.argv


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (SERVER, ("npm", "exec", "--no", "--", "next", "start", "-H", "127.0.0.1")),
        (Output(mode="export", folder="out", work=".next"), ("static-files", "out")),
        (Output(mode="static", folder="dist"), ("static-files", "dist")),
        (Output(mode="standalone", folder=".next", work=".next"), ("node", ".next/standalone/server.js")),
    ],
)
def test_each_output_has_its_way(output: Output, expected: tuple[str, ...]) -> None:
    assert argv(output) == expected


def test_in_a_monorepo_paths_are_relative_to_the_app() -> None:
    web = project(app="apps/web")
    assert argv(Output(mode="export", folder="apps/web/out", work="apps/web/.next"), web) == ("static-files", "out")
    shell, option, script = argv(Output(mode="standalone", folder="apps/web/.next", work="apps/web/.next"), web)
    assert (shell, option) == ("sh", "-c")
    first, second = ".next/standalone/apps/web/server.js", ".next/standalone/server.js"
    assert script == f"if [ -f {first} ]; then exec node {first}; else exec node {second}; fi"


@pytest.mark.parametrize(("without", "name"), [((), "next start"), (("A", "B"), "next start without variables")])
def test_a_start_without_variables_has_a_name_of_its_own(without: tuple[str, ...], name: str) -> None:
    step, _ = planned(SERVER, without=without)
    assert step is not None
    assert step.name == name


@pytest.mark.parametrize("output", [None, Output(mode=None, folder=None), Output(mode="export", folder=None)])
def test_what_is_not_known_is_not_started(output: Output | None) -> None:
    step, why = planned(output)
    assert step is None
    assert "not known" in why.reason


def test_a_server_of_another_framework_is_not_started() -> None:
    assert planned(SERVER, project(framework=Framework(name="nuxt", version="3.0.0")))[0] is None


def test_the_step_holds_what_is_asked_and_what_is_left_out() -> None:
    step, _ = planned(SERVER, without=("B", "A"))
    assert step is not None
    assert (step.phase, step.cwd) == ("serve", ".")
    assert json.loads(step.env["BUILDCHECK_SERVE"]) == {
        "requests": [{"route": "/a", "url": "/a"}],
        "without": ["A", "B"],
    }


@pytest.mark.parametrize(
    ("route", "url"),
    [
        ("/", "/"),
        ("/blog/[slug]", "/blog/1"),
        ("/[lang]/docs/[...path]", "/1/docs/1"),
        ("/shop/[[...filter]]", "/shop/1"),
    ],
)
def test_a_parameter_becomes_something(route: str, url: str) -> None:
    assert request_of(route) == Request(route=route, url=url)


@pytest.mark.parametrize(("route", "url"), [("/", "/shop"), ("/blog/[slug]", "/shop/blog/1")])
def test_an_address_below_a_base_path(route: str, url: str) -> None:
    assert request_of(route, "/shop") == Request(route=route, url=url)
