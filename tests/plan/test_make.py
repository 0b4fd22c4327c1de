"""The whole plan of small projects."""

from __future__ import annotations

from typing import Any

import pytest

from buildcheck.errors import UsageError
from buildcheck.model.plan import Plan
from buildcheck.model.project import Framework, Project, Requirement
from buildcheck.model.settings import Settings
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from tests.plan.sample import RELEASES, locked, lockfile, manifest, project, source


def plan(given: Project, **settings: Any) -> Plan:
    return make_plan(given, Settings(**settings), releases=RELEASES)


def steps(given: Plan, phase: str) -> list[str]:
    return [" ".join(each.argv) for each in given.steps if each.phase == phase]


def test_npm_and_next() -> None:
    result = plan(project())
    assert result.node.value == "24.21.0"
    assert (result.manager.name, result.manager.version) == ("npm", "11.19.0")
    assert steps(result, "fetch") == ["npm ci --ignore-scripts --script-shell=true --no-audit --no-fund"]
    assert steps(result, "scripts") == []
    assert steps(result, "build") == ["npm run build"]
    assert result.reusable_tree.value == "yes"
    assert result.fetch_inputs == ("package.json", "package-lock.json")
    assert result.outputs == (".next", "out")
    assert "NODE_ENV" not in result.environment


def test_the_same_values_give_the_same_plan() -> None:
    assert plan(project()) == plan(project())


def test_a_next_app_without_a_build_script_is_built_by_next() -> None:
    result = plan(project(manifest(scripts={})))
    assert steps(result, "build") == ["npm exec --no -- next build"]


@pytest.mark.parametrize(
    ("framework", "folders"),
    [("tanstack-start", (".output", "dist")), ("sveltekit", (".svelte-kit", "build")), ("x", ("dist", "build", "out"))],
)
def test_what_is_built_is_looked_for_where_the_framework_writes_it(framework: str, folders: tuple[str, ...]) -> None:
    root = manifest(scripts={"build": "make"})
    assert plan(project(root, framework=Framework(name=framework))).outputs == folders


def test_nothing_to_build_is_an_error() -> None:
    with pytest.raises(UsageError, match="no `build` script"):
        plan(project(manifest(scripts={}), framework=Framework(name="express")))


def test_install_scripts_run_in_npm_s_order() -> None:
    root = manifest(scripts={"build": "x", "prepare": "husky", "postinstall": "prisma generate", "prepublish": "y"})
    packages = (
        locked("esbuild", wants_scripts=True),
        locked("fsevents", wants_scripts=True, optional=True, os=("darwin",)),
        locked("cpu-features", wants_scripts=True, optional=True),
        locked("react"),
    )
    result = plan(project(root, lockfiles=(lockfile(packages=packages),)))
    assert steps(result, "scripts") == [
        "npm rebuild esbuild",
        "npm rebuild cpu-features",
        "npm run postinstall",
        "npm run prepublish",
        "npm run prepare",
    ]
    assert [each.argv[2] for each in result.steps if each.may_fail] == ["cpu-features"]


def test_an_app_in_a_turborepo_is_built_as_hosts_do() -> None:
    root = manifest(requirements=(Requirement(name="turbo", spec="^2", section="devDependencies"),))
    web = manifest(path="apps/web/package.json", name="web")
    files = source("package.json", "turbo.json", "apps/web/package.json")
    given = project(root, manifest=web, app="apps/web", member_manifests=(web,), members=("apps/web",), source=files)
    result = plan(given)
    assert steps(result, "build") == ["npm exec --no -- turbo run build --filter=./apps/web"]
    assert result.steps[-1].cwd == "."
    assert result.build.at == At(path="turbo.json")
    assert plan(project(root, manifest=web, app="apps/web")).steps[-1].cwd == "apps/web"


def test_settings_decide_limits() -> None:
    result = plan(project(), memory=2**30, timeout=60, disk=2**31)
    assert (result.limits.memory, result.limits.disk) == (2**30, 2**31)
    assert {each.timeout_seconds for each in result.steps} == {60}


@pytest.mark.parametrize("env", ["", "file:", "all", "file"])
def test_a_bad_env_is_an_error(env: str) -> None:
    with pytest.raises(UsageError, match="--env"):
        plan(project(), env=env)
