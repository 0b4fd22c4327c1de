"""Where a snapshot looks on Windows and macOS, laid out on this disk: the rules are tested, not such a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.model.command import Command
from buildcheck.model.invocation import Invocation
from buildcheck.model.value import At
from buildcheck.observe.commands import commands
from buildcheck.observe.global_packages import global_packages
from buildcheck.observe.npm_prefix import modules_folders, own_file, prefixes
from buildcheck.observe.programs import origin_of, which
from buildcheck.observe.surroundings import Surroundings

NODE = "Program Files/nodejs"


@pytest.fixture
def windows(tmp_path: Path) -> Surroundings:
    """A home folder and an installation of Node as their installers lay them out."""
    home, program = tmp_path / "Users/Ada L", tmp_path / NODE
    for file in (program / "node.exe", program / "npm.cmd", program / "npm", home / "AppData/Roaming/npm/rimraf.cmd"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o755)
    write(program / "node_modules/npm/npmrc", "prefix=${APPDATA}/npm\n")
    package(home / "AppData/Roaming/npm/node_modules/rimraf", "rimraf", "5.0.10")
    package(home / "AppData/Local/Yarn/Data/global/node_modules/serve", "serve", "14.2.0")
    write(home / "AppData/Local/Yarn/Data/global/package.json", '{"dependencies": {"serve": "14.2.0"}}')
    package(home / "AppData/Local/Volta/tools/image/packages/tsx/lib/node_modules/tsx", "tsx", "4.0.0")
    (home / "project").mkdir()
    environ = {
        "PATH": ":".join(map(str, (program, home / "AppData/Roaming/npm"))),
        "APPDATA": str(home / "AppData/Roaming"),
        "LOCALAPPDATA": str(home / "AppData/Local"),
    }
    return Surroundings(home=home, environ=environ, source=home / "project", platform="win32")


def write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def package(place: Path, name: str, version: str) -> None:
    write(place / "package.json", f'{{"name": "{name}", "version": "{version}", "bin": "bin.js"}}')


def test_npm_of_the_installer(windows: Surroundings, tmp_path: Path) -> None:
    assert which("npm", windows) == tmp_path / NODE / "npm.cmd"
    assert own_file(windows) == tmp_path / NODE / "node_modules/npm/npmrc"
    roaming = windows.home / "AppData/Roaming/npm"
    assert list(dict.fromkeys(prefixes(windows))) == [roaming, tmp_path / NODE]
    assert roaming / "node_modules" in modules_folders(windows)


def test_global_packages_of_each_manager(windows: Surroundings) -> None:
    found = {(each.manager, each.name, each.version) for each in global_packages(windows)}
    assert found == {("npm", "rimraf", "5.0.10"), ("npm", "tsx", "4.0.0"), ("yarn", "serve", "14.2.0")}


def test_a_command_of_a_global_package_is_a_script_in_the_prefix(windows: Surroundings) -> None:
    words = ("rimraf", "dist")
    called = Command(script="build", text=" ".join(words), run=Invocation(words=words), at=At(path="package.json"))
    (place,) = commands([called], global_packages(windows), windows)
    assert (place.name, place.origin, place.package, place.version) == ("rimraf", "global", "rimraf", "5.0.10")


@pytest.mark.parametrize(
    ("place", "origin"),
    [
        ("C:/Program Files/nodejs/node.exe", "system"),
        ("C:/Users/Ada L/AppData/Local/Volta/tools/image/node/22.1.0/node.exe", "volta"),
        ("C:/Users/Ada L/AppData/Roaming/nvm/v22.1.0/node.exe", "nvm"),
        ("C:/Users/Ada L/AppData/Local/fnm_multishells/1_2/node.exe", "fnm"),
        ("C:/Users/Ada L/AppData/Roaming/npm/node_modules/pnpm/bin/pnpm.cjs", "npm"),
        ("C:/Users/Ada L/.bun/bin/bun.exe", "bun"),
        ("/opt/homebrew/Cellar/node/22.1.0/bin/node", "homebrew"),
        ("/Users/ada/.nvm/versions/node/v22.1.0/bin/node", "nvm"),
        ("/Users/ada/Library/Application Support/fnm/node-versions/v22.1.0/installation/bin/node", "fnm"),
        ("/Users/ada/.volta/tools/image/node/22.1.0/bin/node", "volta"),
    ],
)
def test_origins(place: str, origin: str) -> None:
    assert origin_of(Path(place), Path(place)) == origin
