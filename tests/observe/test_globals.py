"""What is installed for all projects of a user, by each manager itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.observe.machines import MANIFEST, QUIET, Developer

pytestmark = pytest.mark.network


def globals_of(developer: Developer) -> set[tuple[str, str, str | None]]:
    return {(each.manager, each.name, each.version) for each in developer.snapshot().globals}


@pytest.fixture
def at_work(developer: Developer) -> Developer:
    developer.write({"package.json": MANIFEST | {"scripts": {"build": "mkdirp out && node build.js"}}}, commit=True)
    return developer


def test_of_npm_with_a_prefix_in_the_users_settings(at_work: Developer) -> None:
    (at_work.home / ".npmrc").write_text("prefix=${HOME}/.global\n")
    at_work.run("npm", "install", "--global", *QUIET, "mkdirp@3.0.1")
    at_work.before = (at_work.home / ".global/bin",)
    assert ("npm", "mkdirp", "3.0.1") in globals_of(at_work)
    command = next(each for each in at_work.snapshot().commands if each.name == "mkdirp")
    assert (command.origin, command.package, command.version) == ("global", "mkdirp", "3.0.1")
    assert command.path == "~/.global/bin/mkdirp"


def test_of_pnpm(at_work: Developer, managers: Path) -> None:
    home = at_work.home / ".local/share/pnpm"
    at_work.environ["PNPM_HOME"] = str(home)
    at_work.before = (home,)
    at_work.run("node", str(managers / "lib/node_modules/pnpm/bin/pnpm.cjs"), "add", "--global", "mkdirp@3.0.1")
    assert ("pnpm", "mkdirp", "3.0.1") in globals_of(at_work)
    command = next(each for each in at_work.snapshot().commands if each.name == "mkdirp")
    assert (command.origin, command.package) == ("global", "mkdirp")


def test_of_pnpm_11(at_work: Developer) -> None:
    # As pnpm 11.28.11 lays them out: a project for each, and a link to it that is named by what was asked for.
    project = at_work.home / ".local/share/pnpm/global/v11/25c9-1a1feadbd4a"
    (project / "node_modules/mkdirp").mkdir(parents=True)
    (project / "package.json").write_text('{"dependencies": {"mkdirp": "3.0.1"}}')
    manifest = {"name": "mkdirp", "version": "3.0.1", "bin": "dist/cjs/src/bin.js"}
    (project / "node_modules/mkdirp/package.json").write_text(json.dumps(manifest))
    (project.parent / "0973425741474aa0").symlink_to(project)
    script = at_work.home / ".local/share/pnpm/bin/mkdirp"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    at_work.before = (script.parent,)
    machine = at_work.snapshot()
    assert [(each.manager, each.name, each.version) for each in machine.globals] == [("pnpm", "mkdirp", "3.0.1")]
    assert [(each.origin, each.package) for each in machine.commands] == [("global", "mkdirp")]


def test_of_yarn(at_work: Developer, managers: Path) -> None:
    # For root, Yarn 1 would install into /usr/local, unless it is only said to be root and told where commands go.
    at_work.environ["FAKEROOTKEY"] = "1"
    at_work.environ["PREFIX"] = str(at_work.home / ".yarn-prefix")
    yarn = str(managers / "lib/node_modules/yarn/bin/yarn.js")
    at_work.run("node", yarn, "global", "add", "mkdirp@3.0.1", "--silent", "--non-interactive")
    assert ("yarn", "mkdirp", "3.0.1") in globals_of(at_work)


def test_of_bun(at_work: Developer, managers: Path) -> None:
    at_work.run(str(managers / "bun/bun"), "add", "--global", "--silent", "mkdirp@3.0.1")
    assert ("bun", "mkdirp", "3.0.1") in globals_of(at_work)


def test_shims_of_corepack_are_not_run(at_work: Developer, managers: Path) -> None:
    shims = at_work.home / "shims"
    shims.mkdir()
    corepack = str(managers / "lib/node_modules/corepack/dist/corepack.js")
    at_work.run("node", corepack, "enable", f"--install-directory={shims}")
    at_work.before = (shims,)
    at_work.write({"package.json": MANIFEST | {"packageManager": "pnpm@9.1.0"}}, commit=True)
    pnpm, yarn = (at_work.snapshot().program(name) for name in ("pnpm", "yarn"))
    assert pnpm is not None
    assert yarn is not None
    assert (pnpm.origin, pnpm.shim, pnpm.version, pnpm.read_from) == ("corepack", True, "9.1.0", "package.json")
    assert (yarn.origin, yarn.shim, yarn.version) == ("corepack", True, None)
    assert not (at_work.home / ".cache/node/corepack").exists()
    # What corepack last used stands in its cache (github.com/nodejs/corepack, README), wherever that is.
    at_work.environ["XDG_CACHE_HOME"] = str(at_work.home / "cached")
    known = at_work.home / "cached/node/corepack/lastKnownGood.json"
    known.parent.mkdir(parents=True)
    known.write_text('{"yarn": "1.22.19+sha1.x"}')
    yarn = at_work.snapshot().program("yarn")
    assert yarn is not None
    assert yarn.version == "1.22.19"
