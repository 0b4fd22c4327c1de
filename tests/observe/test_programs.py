"""Version managers, by the folders that they document. Programs there would leave a mark if they were run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from buildcheck.model.machine import Program
from buildcheck.observe.programs import origin_of, programs
from tests.observe.machines import MANIFEST, Developer

HEADER = "#define NODE_MAJOR_VERSION {}\n#define NODE_MINOR_VERSION {}\n#define NODE_PATCH_VERSION {}\n"


@pytest.fixture
def at_work(developer: Developer) -> Developer:
    developer.write({"package.json": MANIFEST}, commit=True)
    return developer


def marking(place: Path, developer: Developer) -> Path:
    """Put a program at ``place`` that says it is 9.9.9, and leaves a mark."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\ntouch {developer.root / 'ran'}\necho v9.9.9\n")
    place.chmod(0o755)
    return place


def node(developer: Developer, folder: Path) -> Program:
    developer.before = (folder,)
    found = next(each for each in programs(developer.around()) if each.name == "node")
    assert not (developer.root / "ran").exists(), "it was run"
    return found


def test_nvm_by_its_headers(at_work: Developer) -> None:
    version = at_work.home / ".nvm/versions/node/v20.11.1"
    marking(version / "bin/node", at_work)
    (version / "include/node").mkdir(parents=True)
    (version / "include/node/node_version.h").write_text(HEADER.format(20, 11, 1))
    found = node(at_work, version / "bin")
    assert (found.origin, found.version, found.path) == ("nvm", "20.11.1", "~/.nvm/versions/node/v20.11.1/bin/node")
    assert found.read_from == "~/.nvm/versions/node/v20.11.1/include/node/node_version.h"
    assert found.hidden == (shutil.which("node", path="/usr/local/bin:/usr/bin:/bin"),)


def test_fnm_through_its_link(at_work: Developer) -> None:
    version = at_work.home / ".local/share/fnm/node-versions/v22.4.0/installation"
    marking(version / "bin/node", at_work)
    shell = at_work.home / ".local/state/fnm_multishells/1_2"
    shell.parent.mkdir(parents=True)
    shell.symlink_to(version)
    found = node(at_work, shell / "bin")
    assert (found.origin, found.version) == ("fnm", "22.4.0")


def test_volta_by_the_users_platform_and_by_the_projects_pin(at_work: Developer) -> None:
    volta = at_work.home / ".volta"
    shim = marking(volta / "bin/volta-shim", at_work)
    (volta / "bin/node").symlink_to(shim)
    platform = volta / "tools/user/platform.json"
    platform.parent.mkdir(parents=True)
    platform.write_text('{"node": {"runtime": "18.20.4", "npm": null}, "pnpm": null, "yarn": "1.22.22"}')
    found = node(at_work, volta / "bin")
    assert (found.origin, found.shim, found.version) == ("volta", True, "18.20.4")
    at_work.write({"package.json": MANIFEST | {"volta": {"node": "20.1.0"}}})
    assert node(at_work, volta / "bin").version == "20.1.0"


def test_asdf_by_tool_versions(at_work: Developer) -> None:
    marking(at_work.home / ".asdf/shims/node", at_work)
    (at_work.home / ".tool-versions").write_text("python 3.11.1\nnodejs 21.5.0  # for now\n")
    found = node(at_work, at_work.home / ".asdf/shims")
    assert (found.origin, found.version, found.read_from) == ("asdf", "21.5.0", "~/.tool-versions")


def test_mise_takes_the_newest_that_fits(at_work: Developer) -> None:
    data = at_work.home / ".local/share/mise"
    for version in ("22.9.0", "22.11.0", "20.1.0"):
        (data / "installs/node" / version).mkdir(parents=True)
    shims = data / "shims"
    shims.mkdir()
    (shims / "node").symlink_to(marking(at_work.home / ".local/bin/mise", at_work))
    at_work.write({"mise.toml": '[tools]\nnode = "22"\n'})
    found = node(at_work, shims)
    assert (found.origin, found.shim, found.version, found.read_from) == ("mise", True, "22.11.0", "mise.toml")


def test_a_shim_without_any_pin_has_no_known_version(at_work: Developer) -> None:
    marking(at_work.home / ".asdf/shims/node", at_work)
    assert node(at_work, at_work.home / ".asdf/shims").version is None


def test_nothing_of_the_project_is_run_or_named(at_work: Developer) -> None:
    inside = marking(at_work.project / "node_modules/.bin/node", at_work).parent
    (at_work.home / "bin").symlink_to(inside)
    for folder in (inside, at_work.home / "bin"):
        assert "project" not in node(at_work, folder).path


def test_a_program_without_files_beside_it_is_asked_without_variables(at_work: Developer) -> None:
    place = at_work.home / "bin/bun"
    place.parent.mkdir()
    place.write_text('#!/bin/sh\n[ -z "$SECRET" ] && [ "$(pwd)" != "$OLDPWD" ] && [ -z "$(ls)" ] && echo 1.2.3\n')
    place.chmod(0o755)
    at_work.before = (place.parent,)
    at_work.environ["SECRET"] = "canary"
    found = next(each for each in programs(at_work.around()) if each.name == "bun")
    assert (found.version, found.read_from) == ("1.2.3", None)


@pytest.mark.parametrize("body", ["sleep 60", "exit 3", "echo nonsense", "head -c 9000000 /dev/zero"])
def test_a_program_that_gives_no_version_costs_little(at_work: Developer, body: str) -> None:
    place = at_work.home / "bin/bun"
    place.parent.mkdir()
    place.write_text(f"#!/bin/sh\n{body}\n")
    place.chmod(0o755)
    at_work.before = (place.parent,)
    found = next(each for each in programs(at_work.around()) if each.name == "bun")
    assert found.version is None


@pytest.mark.parametrize(
    ("file", "origin"),
    [
        ("/opt/homebrew/Cellar/node@20/20.11.0/bin/node", "homebrew"),
        ("/usr/bin/node", "system"),
        ("/usr/local/n/versions/node/20.1.0/bin/node", "n"),
        ("/home/x/.nodenv/versions/20.1.0/bin/node", "nodenv"),
        ("/home/x/.bun/bin/bun", "bun"),
        ("/usr/local/lib/node_modules/corepack/dist/pnpm.js", "corepack"),
        ("/home/x/.npm-global/lib/node_modules/pnpm/bin/pnpm.cjs", "npm"),
        ("/opt/odd/node", "unknown"),
    ],
)
def test_origins(file: str, origin: str) -> None:
    assert origin_of(Path(file), Path(file)) == origin


def test_a_path_with_odd_parts_is_walked(at_work: Developer) -> None:
    at_work.environ["PATH"] = os.pathsep.join(["", ".", "relative/bin", "/nowhere", "/usr/bin"])
    assert any(each.name == "node" for each in programs(at_work.around()))
