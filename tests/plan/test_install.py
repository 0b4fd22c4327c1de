"""The steps of each manager, and its policy for install scripts."""

from __future__ import annotations

from typing import Any

import pytest

from buildcheck.model.plan import Plan
from buildcheck.model.project import Setting
from buildcheck.model.settings import Settings
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from tests.plan.sample import RELEASES, locked, lockfile, manifest, project

STORE = "--store-dir=node_modules/.buildcheck/store"


def plan(manager: str, form: str = "9.0", root: dict[str, Any] | None = None, **fields: Any) -> Plan:
    path = {"pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock", "bun": "bun.lock", "npm": "package-lock.json"}[manager]
    packages = fields.pop("packages", (locked("esbuild"), locked("react")))
    files = () if form == "" else (lockfile(manager, path, form, packages=packages),)
    given = {"package_manager": fields.pop("said", None), **(root or {})}
    return make_plan(project(manifest(**given), lockfiles=files, **fields), Settings(), releases=RELEASES)


def steps(given: Plan, phase: str = "scripts") -> list[str]:
    return [" ".join(each.argv) for each in given.steps if each.phase == phase]


def setting(key: str, value: str) -> Setting:
    return Setting(file="x", key=key, value=value, at=At(path="x"))


PREPARE = {"scripts": {"build": "x", "prepare": "husky"}}


def test_pnpm_without_own_scripts_builds_what_is_pending() -> None:
    assert steps(plan("pnpm")) == [f"pnpm rebuild --pending {STORE}"]


def test_pnpm_with_own_scripts_names_packages_so_that_those_run_once() -> None:
    assert steps(plan("pnpm", root=PREPARE)) == [
        f"pnpm rebuild esbuild react {STORE}",
        f"pnpm install --offline --frozen-lockfile {STORE}",
    ]


def test_pnpm_lockfiles_that_record_builds_are_believed() -> None:
    packages = (locked("esbuild", wants_scripts=True), locked("react", wants_scripts=False))
    assert steps(plan("pnpm", "6.0", packages=packages, root=PREPARE))[0] == f"pnpm rebuild esbuild {STORE}"
    assert steps(plan("pnpm", "6.0", packages=packages[1:])) == []


def test_pnpm_11_always_installs_twice_because_it_fails_on_blocked_packages() -> None:
    assert steps(plan("pnpm", said="pnpm@11.28.11")) == [
        f"pnpm rebuild --pending {STORE}",
        f"pnpm install --offline --frozen-lockfile --config.optimistic-repeat-install=false --trust-lockfile {STORE}",
    ]


@pytest.mark.parametrize(
    ("said", "default", "allowed"), [("pnpm@9.15.9", "run", ()), ("pnpm@10.34.9", "block", ("esbuild",))]
)
def test_pnpm_policy(said: str, default: str, allowed: tuple[str, ...]) -> None:
    root = {"raw": {"pnpm": {"onlyBuiltDependencies": ["esbuild"]}}} if allowed else {}
    policy = plan("pnpm", said=said, root=root).scripts
    assert (policy.default, policy.allowed) == (default, allowed)


def test_pnpm_11_reads_allow_builds_from_its_workspace_file_only() -> None:
    settings = (setting("allowBuilds.esbuild", "true"), setting("allowBuilds.core-js", "false"))
    root = {"raw": {"pnpm": {"onlyBuiltDependencies": ["sharp"]}}}
    policy = plan("pnpm", said="pnpm@11.28.11", root=root, settings=settings).scripts
    assert (policy.default, policy.allowed, policy.denied) == ("block", ("esbuild",), ("core-js",))


def test_scripts_that_the_project_switched_off_are_not_run() -> None:
    off = (setting("ignore-scripts", "true"),)
    for manager, form in (("npm", "3"), ("pnpm", "9.0"), ("yarn", "1")):
        result = plan(manager, form, root=PREPARE, settings=off, packages=(locked("esbuild", wants_scripts=True),))
        assert steps(result) == []
        assert result.scripts.default == "block"


@pytest.mark.parametrize(("said", "default"), [("yarn@4.13.0", "run"), ("yarn@4.14.0", "block"), ("yarn@3.6.4", "run")])
def test_yarn_blocks_scripts_since_4_14(said: str, default: str) -> None:
    assert plan("yarn", "8", said=said).scripts.default == default
    allowed = (setting("enableScripts", "true"),)
    assert plan("yarn", "8", said=said, settings=allowed).scripts.default == "run"


def test_yarn_2_skips_builds_in_its_own_words() -> None:
    assert steps(plan("yarn", "4"), "fetch") == ["yarn install --immutable --skip-builds"]
    assert steps(plan("yarn", "6"), "fetch") == ["yarn install --immutable --mode=skip-build"]


def test_bun_lays_packages_again_only_for_trusted_ones() -> None:
    forced = "bun install --frozen-lockfile --force --cache-dir=.buildcheck/bun"
    assert steps(plan("bun", "text-1")) == [forced, "rm -rf .buildcheck"]
    none: dict[str, Any] = {"raw": {"trustedDependencies": []}}
    assert steps(plan("bun", "text-1", root=none)) == []
    assert steps(plan("bun", "text-1", root=none), "fetch")[-1] == "rm -rf .buildcheck"
    assert steps(plan("bun", "text-1", packages=None)) == [forced, "rm -rf .buildcheck"]
    assert plan("bun", "text-1").scripts.allowed == ("esbuild",)


def test_of_a_binary_lockfile_any_package_that_bun_trusts_may_run_its_scripts() -> None:
    assert {"esbuild", "sharp"} <= set(plan("bun", "binary", packages=None).scripts.allowed)
    none: dict[str, Any] = {"raw": {"trustedDependencies": []}}
    assert plan("bun", "binary", packages=None, root=none).scripts.allowed == ()


def test_npm_12_runs_only_what_is_allowed() -> None:
    policy = plan("npm", "3", said="npm@12.2.0", root={"raw": {"allowScripts": {"esbuild": True, "x": False}}}).scripts
    assert (policy.default, policy.allowed, policy.denied) == ("block", ("esbuild",), ("x",))


def test_npm_names_every_package_of_an_old_lockfile_when_the_root_has_scripts() -> None:
    unknown = (locked("esbuild"), locked("react"))
    assert steps(plan("npm", "1", packages=unknown)) == ["npm rebuild"]
    root = {"scripts": {"build": "x", "postinstall": "y"}}
    assert steps(plan("npm", "1", packages=unknown, root=root)) == ["npm rebuild esbuild react", "npm run postinstall"]


@pytest.mark.parametrize("manager", ["npm", "pnpm", "yarn", "bun"])
def test_without_a_lockfile_nothing_is_frozen(manager: str) -> None:
    versions = {"npm": "10.9.9", "pnpm": "10.34.9", "yarn": "1.22.22", "bun": "1.3.14"}
    result = plan(manager, "", said=f"{manager}@{versions[manager]}")
    assert not any("--frozen-lockfile" in each or "--immutable" in each for each in steps(result, "fetch"))
    assert result.reusable_tree.value == "no"
