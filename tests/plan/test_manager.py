"""Which package manager is chosen, in which version, and what is said about it."""

from __future__ import annotations

import pytest

from buildcheck.model.project import Setting
from buildcheck.model.value import At
from buildcheck.plan.manager import choose_manager
from tests.plan.sample import lockfile, manifest, project

NODE = "22.23.3"


@pytest.mark.parametrize(
    ("manager", "path", "form", "version"),
    [
        ("npm", "package-lock.json", "3", "10.9.9"),
        ("npm", "package-lock.json", "1", "10.9.9"),
        ("pnpm", "pnpm-lock.yaml", "5.3", "7.33.7"),
        ("pnpm", "pnpm-lock.yaml", "5.4", "7.33.7"),
        ("pnpm", "pnpm-lock.yaml", "6.0", "8.15.9"),
        ("pnpm", "pnpm-lock.yaml", "9.0", "10.34.9"),
        ("yarn", "yarn.lock", "1", "1.22.22"),
        ("yarn", "yarn.lock", "4", "2.4.2"),
        ("yarn", "yarn.lock", "6", "3.8.7"),
        ("yarn", "yarn.lock", "8", "4.13.0"),
        ("yarn", "yarn.lock", "10", "4.18.1"),
        ("bun", "bun.lock", "text-1", "1.3.14"),
        ("bun", "bun.lockb", "binary", "1.3.14"),
        ("bun", "bun.lock", "text-2", "1.4.5"),
    ],
)
def test_the_lockfile_s_format_decides(manager: str, path: str, form: str, version: str) -> None:
    given = project(lockfiles=(lockfile(manager, path, form),))
    chosen, remarks = choose_manager(given, NODE, "10.9.9")
    assert (chosen.name, chosen.version, remarks) == (manager, version, ())
    assert chosen.at == At(path=path)


def test_yarn_2_and_later_is_another_package() -> None:
    given = project(lockfiles=(lockfile("yarn", "yarn.lock", "8"),))
    assert choose_manager(given, NODE, "10.9.9")[0].package == "@yarnpkg/cli-dist"


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("pnpm@9.1.4", "9.1.4"),
        ("pnpm@9.1.4+sha512.abc", "9.1.4"),
        ("pnpm@9", "9.15.9"),
        ("pnpm@^8.0.0", "8.15.9"),
        ("pnpm@11.0.0-rc.1", "11.0.0-rc.1"),
    ],
)
def test_package_manager_comes_before_the_lockfile(said: str, version: str) -> None:
    given = project(manifest(package_manager=said), lockfiles=(lockfile("pnpm", "pnpm-lock.yaml", "6.0"),))
    chosen, remarks = choose_manager(given, NODE, "10.9.9")
    assert (chosen.version, remarks) == (version, ())


@pytest.mark.parametrize("said", ["", "pnpm", "corepack@1.0.0", "@@", "pnpm@"])
def test_package_manager_that_names_none_is_passed_over(said: str) -> None:
    given = project(manifest(package_manager=said), lockfiles=(lockfile("pnpm", "pnpm-lock.yaml", "6.0"),))
    assert choose_manager(given, NODE, "10.9.9")[0].version == "8.15.9"


def test_dev_engines_and_volta_are_read() -> None:
    dev = manifest(raw={"devEngines": {"packageManager": [{"name": "vlt"}, {"name": "pnpm", "version": "^10.0.0"}]}})
    assert choose_manager(project(dev), NODE, "10.9.9")[0].version == "10.34.9"
    volta = manifest(raw={"volta": {"node": "20.0.0", "yarn": "1.22.19"}})
    assert choose_manager(project(volta), NODE, "10.9.9")[0].version == "1.22.19"


def test_engines_narrow_what_a_lockfile_decided() -> None:
    given = project(manifest(engines={"pnpm": "9.x"}), lockfiles=(lockfile("pnpm", "pnpm-lock.yaml", "9.0"),))
    assert choose_manager(given, NODE, "10.9.9")[0].version == "9.15.9"


def test_without_anything_npm_comes_with_node() -> None:
    chosen, _ = choose_manager(project(lockfiles=()), NODE, "10.9.9")
    assert (chosen.name, chosen.version) == ("npm", "10.9.9")


@pytest.mark.parametrize(
    ("managers", "chosen"),
    [
        (("npm", "pnpm"), "pnpm"),
        (("npm", "yarn", "pnpm"), "yarn"),
        (("bun", "npm"), "npm"),
        (("bun", "yarn"), "bun"),
    ],
)
def test_several_lockfiles_are_ranked_as_vercel_does(managers: tuple[str, ...], chosen: str) -> None:
    names = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock", "bun": "bun.lock"}
    forms = {"npm": "3", "pnpm": "9.0", "yarn": "1", "bun": "text-1"}
    given = project(lockfiles=tuple(lockfile(each, names[each], forms[each]) for each in managers))
    manager, remarks = choose_manager(given, NODE, "10.9.9")
    assert manager.name == chosen
    assert {each.value for each in remarks} == {names[each] for each in managers if each != chosen}


def test_yarn_path_names_the_version_that_really_runs() -> None:
    setting = Setting(
        file=".yarnrc.yml", key="yarnPath", value=".yarn/releases/yarn-3.6.4.cjs", at=At(path=".yarnrc.yml", line=3)
    )
    given = project(lockfiles=(lockfile("yarn", "yarn.lock", "6"),), settings=(setting,))
    assert choose_manager(given, NODE, "10.9.9")[0].version == "3.6.4"


def test_old_pnpm_on_new_node_is_remarked() -> None:
    given = project(manifest(package_manager="pnpm@8.2.0"), lockfiles=())
    assert "ERR_INVALID_THIS" in choose_manager(given, NODE, "10.9.9")[1][0].reason
    assert choose_manager(given, "18.20.8", "10.9.9")[1] == ()
