"""``node_modules`` that npm, pnpm, Yarn and Bun really made, as they made it and after somebody meddled with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from buildcheck.model.machine import Tree
from tests.observe.machines import MANIFEST, QUIET, Developer

pytestmark = pytest.mark.network

INSTALLS: dict[str, tuple[str, ...]] = {
    "npm": ("npm", "install", *QUIET),
    "pnpm": ("pnpm", "install", "--silent"),
    "yarn": ("yarn", "install", "--silent", "--non-interactive"),
    "bun": ("bun", "install", "--silent", "--save-text-lockfile"),
}
MARKERS = {"npm": ".package-lock.json", "pnpm": ".modules.yaml", "yarn": ".yarn-integrity", "bun": None}

Install = Callable[[str], Developer]


@pytest.fixture(scope="module")
def installed(managers: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Install the demo project with a manager, once, and give its folder."""

    @cache
    def do(manager: str) -> Path:
        maker = Developer(tmp_path_factory.mktemp(manager), before=(managers / "bun", managers / "own"))
        maker.write({"package.json": MANIFEST, ".gitignore": "node_modules\n", "build.js": ""})
        maker.run(*INSTALLS[manager])
        maker.commit()
        return maker.project

    return do


@pytest.fixture
def install(developer: Developer, installed: Callable[[str], Path]) -> Install:
    """Give a machine with a copy of the demo project as a manager installed it."""

    def do(manager: str) -> Developer:
        shutil.copytree(installed(manager), developer.project, symlinks=True, dirs_exist_ok=True)
        return developer

    return do


def tree(developer: Developer) -> Tree:
    found = developer.snapshot().tree
    assert found is not None
    return found


@pytest.mark.parametrize("manager", INSTALLS)
def test_a_tree_as_it_was_made_differs_in_nothing(install: Install, manager: str) -> None:
    found = tree(install(manager))
    assert found.lockfile is not None
    assert found.made_by == MARKERS[manager]
    assert found.manager == manager
    assert found.packages >= 3
    assert (found.missing, found.extraneous, found.different, found.linked, found.unfit) == ((), (), (), (), ())
    # pnpm links what is declared; the others put is-number, which is-odd brings, beside it.
    assert (found.layout, found.hoisted) == (("isolated", 0) if manager == "pnpm" else ("hoisted", 1))


@pytest.mark.parametrize("manager", INSTALLS)
def test_parts_for_other_platforms_are_not_missed(developer: Developer, managers: Path, manager: str) -> None:
    developer.before = (managers / "bun", managers / "own")
    # Its part for WebAssembly needs packages that nothing else does, and fsevents is for macOS.
    wanted = {"@node-rs/crc32": "1.10.6", "chokidar": "3.6.0"}
    developer.write({"package.json": {**MANIFEST, "dependencies": wanted}})
    developer.run(*INSTALLS[manager])
    found = tree(developer)
    assert found.missing == ()
    assert any(each.name.startswith("@node-rs/crc32-") for each in found.native)


def test_plug_and_play_is_an_install(developer: Developer) -> None:
    where = '\\"packageLocation\\": \\"./{}\\"'
    places = (".yarn/cache/ms-npm-2.1.3-81ff3cfac1-aa92de6080.zip/node_modules/ms/", "")
    developer.write({"package.json": MANIFEST, ".pnp.cjs": "\n".join(map(where.format, places))})
    found = tree(developer)
    assert (found.packages, found.manager, found.made_by, found.layout) == (1, "yarn", ".pnp.cjs", "pnp")


def test_a_package_of_a_workspace_may_have_packages_of_its_own(developer: Developer) -> None:
    member = {"name": "a", "version": "1.0.0", "scripts": {"size": "mime x"}, "dependencies": {"ms": "2.0.0"}}
    developer.write({"package.json": {**MANIFEST, "workspaces": ["apps/*"]}, "apps/a/package.json": member})
    developer.run("npm", "install", *QUIET)
    found = tree(developer)
    assert (found.missing, found.extraneous) == ((), ())
    (developer.project / "apps/a/node_modules/.bin").mkdir()
    (developer.project / "apps/a/node_modules/.bin/mime").touch()
    shutil.rmtree(developer.project / "apps/a/node_modules/ms")
    machine = developer.snapshot()
    assert machine.tree is not None
    assert [each.place for each in machine.tree.missing] == ["apps/a/node_modules/ms"]
    assert [(each.name, each.origin) for each in machine.commands] == [("mime", "project")]


def test_an_install_that_did_not_end_is_known_by_its_store(install: Install) -> None:
    developer = install("pnpm")
    (developer.project / "node_modules/.modules.yaml").unlink()
    found = tree(developer)
    assert (found.manager, found.made_by) == ("pnpm", ".pnpm")


def test_a_version_is_the_same_with_a_letter_before_it(install: Install) -> None:
    developer = install("npm")
    manifest = developer.project / "node_modules/ms/package.json"
    manifest.write_text(manifest.read_text().replace('"2.1.3"', '"v2.1.3"'))
    assert tree(developer).different == ()


@pytest.mark.parametrize("manager", ["npm", "yarn", "bun"])
def test_a_package_that_is_not_in_the_lockfile_is_too_much(install: Install, manager: str) -> None:
    developer = install(manager)
    shutil.copytree(developer.project / "node_modules/ms", developer.project / "node_modules/@left/over")
    assert [(each.name, each.version) for each in tree(developer).extraneous] == [("@left/over", "2.1.3")]


@pytest.mark.parametrize("manager", ["npm", "yarn", "bun"])
def test_a_package_that_is_gone_is_missing(install: Install, manager: str) -> None:
    developer = install(manager)
    shutil.rmtree(developer.project / "node_modules/is-number")
    assert [(each.name, each.locked) for each in tree(developer).missing] == [("is-number", "6.0.0")]


@pytest.mark.parametrize("manager", ["npm", "pnpm", "yarn", "bun"])
def test_another_version_is_told_with_both(install: Install, manager: str) -> None:
    developer = install(manager)
    manifest = developer.project / "node_modules/ms/package.json"
    content = manifest.read_text().replace("2.1.3", "2.0.0")
    manifest.write_text(content)
    assert [(each.name, each.version, each.locked) for each in tree(developer).different] == [("ms", "2.0.0", "2.1.3")]


def test_an_install_without_development_packages_is_known_as_one(install: Install) -> None:
    developer = install("npm")
    developer.run("npm", "ci", "--omit=dev", *QUIET)
    found = tree(developer)
    assert found.production
    assert [each.name for each in found.missing] == ["ms"]


def test_what_others_take_from_the_development_packages_is_there_without_them(install: Install) -> None:
    developer = install("npm")
    developer.run("npm", "ci", "--omit=dev", *QUIET)
    lock = json.loads((developer.project / "package-lock.json").read_text())
    lock["packages"]["node_modules/is-number"]["devOptional"] = True
    developer.write({"package-lock.json": lock})
    assert tree(developer).production


def test_a_package_linked_by_npm_is_told_with_its_folder(install: Install) -> None:
    developer = install("npm")
    other = developer.home / "code" / "ms"
    shutil.copytree(developer.project / "node_modules/ms", other)
    developer.environ["npm_config_prefix"] = str(developer.home / ".global")
    developer.run("npm", "link", *QUIET, cwd=other)
    developer.run("npm", "link", *QUIET, "ms")
    machine = developer.snapshot()
    assert machine.tree is not None
    assert [(each.name, each.link) for each in machine.tree.linked] == [("ms", "~/code/ms")]
    assert ("ms", "~/code/ms") in [(each.name, each.link) for each in machine.globals]


def test_a_package_for_another_platform_is_unfit(install: Install) -> None:
    developer = install("npm")
    manifest = developer.project / "node_modules/ms/package.json"
    manifest.write_text(manifest.read_text().replace('"version"', '"os": ["darwin"], "version"', 1))
    assert [each.name for each in tree(developer).unfit] == ["ms"]
