"""Where paths lie, on machines of each kind, and how Node is told of a file there: pure functions, no such machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from buildcheck.observed_run.node_options import leading_through, loading, tokens
from buildcheck.observed_run.observed import shown
from buildcheck.observed_run.places import Folders, place_of

LINUX = Folders(
    source=PurePosixPath("/home/ada/code/shop"),
    home=PurePosixPath("/home/ada"),
    prefixes=(PurePosixPath("/usr/lib/node_modules"), PurePosixPath("/home/ada/.global/lib/node_modules")),
    temporary=(PurePosixPath("/tmp"),),
)
MAC = Folders(
    source=PurePosixPath("/Users/ada/code/shop"),
    home=PurePosixPath("/Users/ada"),
    prefixes=(PurePosixPath("/opt/homebrew/lib/node_modules"),),
    temporary=(PurePosixPath("/private/var/folders/x1/T"),),
)
WINDOWS = Folders(
    source=PureWindowsPath("C:/Users/Ada L/code/shop"),
    home=PureWindowsPath("C:/Users/Ada L"),
    prefixes=(PureWindowsPath("C:/Users/Ada L/AppData/Roaming/npm/node_modules"),),
    temporary=(PureWindowsPath("C:/Users/Ada L/AppData/Local/Temp"),),
)


@pytest.mark.parametrize(
    ("folders", "path", "place"),
    [
        (LINUX, "/home/ada/code/tsconfig.json", "above"),
        (LINUX, "/home/ada/code/node_modules/left-pad", "above"),
        (LINUX, "/home/ada/.npmrc", "above"),
        (LINUX, "/home/ada/code/other/package.json", "home"),
        (LINUX, "/home/ada/.global/lib/node_modules/rimraf", "global"),
        (LINUX, "/usr/lib/node_modules/rimraf", "global"),
        (LINUX, "/usr/bin/ldd", "system"),
        (LINUX, "/.dockerenv", "system"),
        (LINUX, "/tmp/x", "system"),
        (LINUX, "/srv/data.json", "other"),
        (MAC, "/opt/homebrew/lib/node_modules/rimraf", "global"),
        (MAC, "/opt/homebrew/etc/x", "system"),
        (MAC, "/Users/ada/Library/Preferences/x", "home"),
        (MAC, "/private/var/folders/x1/T/y", "system"),
        (MAC, "/Volumes/data/x", "other"),
        (WINDOWS, r"C:\Users\Ada L\code\tsconfig.json", "above"),
        (WINDOWS, r"c:\users\ada l\code\node_modules\left-pad", "above"),
        (WINDOWS, r"C:\Users\Ada L\AppData\Roaming\npm\node_modules\rimraf", "global"),
        (WINDOWS, r"C:\Users\Ada L\AppData\Local\Temp\x", "system"),
        (WINDOWS, r"C:\Users\Ada L\.config\x", "home"),
        (WINDOWS, r"C:\Program Files\nodejs\node.exe", "system"),
        (WINDOWS, r"c:\windows\system32\cmd.exe", "system"),
        (WINDOWS, r"D:\data\x", "other"),
    ],
)
def test_places(folders: Folders, path: str, place: str) -> None:
    assert place_of(type(folders.source)(path), folders) == place


@pytest.mark.parametrize(
    ("options", "file", "added"),
    [
        ("", PurePosixPath("/x/observe.cjs"), "--require=/x/observe.cjs"),
        ("--max-old-space-size=4096", PurePosixPath("/a b/o.cjs"), '--require="/a b/o.cjs"'),
        ("--require ./own.js", PurePosixPath("/a b/o.cjs"), "--import=file:///a%20b/o.cjs"),
        ('-r "./my own.js"', PurePosixPath("/o.cjs"), "--import=file:///o.cjs"),
        ("--import x", PurePosixPath("/o.cjs"), "--require=/o.cjs"),
        ("--require x --import y", PurePosixPath("/o.cjs"), None),
        ("", PureWindowsPath(r"C:\x\o.cjs"), r"--require=C:\x\o.cjs"),
        ("", PureWindowsPath(r"C:\Program Files\o.cjs"), r'--require="C:\\Program Files\\o.cjs"'),
        ("-r x", PureWindowsPath(r"C:\Program Files\o.cjs"), "--import=file:///C:/Program%20Files/o.cjs"),
    ],
)
def test_the_option_is_one_that_is_not_there(options: str, file: PurePath, added: str | None) -> None:
    assert loading(options, file, "20.11.0") == added


def test_a_path_leads_through_the_folder_where_there_is_one_root() -> None:
    file = leading_through(PurePosixPath("/tmp/traces"), PurePosixPath("/opt/o.cjs"))
    assert str(file) == "/tmp/traces/../../opt/o.cjs"
    windows = PureWindowsPath(r"D:\x\o.cjs")
    assert leading_through(PureWindowsPath(r"C:\traces"), windows) == windows


def test_no_import_where_node_is_old_or_unknown() -> None:
    file = PurePosixPath("/o.cjs")
    assert loading("--require x", file, "18.12.0") is None
    assert loading("--require x", file, None) is None


def test_options_are_split_as_node_does() -> None:
    assert tokens(r'--a "b c" d\e "f\"g"h ') == ["--a", "b c", r"d\e", 'f"gh']


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node on this machine")
@pytest.mark.parametrize("name", ["plain", "two words", 'a "quoted" name', "back\\slash and blank"])
def test_node_finds_the_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / "o.cjs"
    file.parent.mkdir()
    file.write_text("console.log('loaded')")
    options = loading("--max-old-space-size=512", file, None)
    env = {"PATH": os.environ["PATH"], "NODE_OPTIONS": f"--max-old-space-size=512 {options}"}
    done = subprocess.run(["node", "-e", ""], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "loaded\n"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("npm", "run", "build"), "npm run build"),
        (("/usr/bin/npm", "run", "build:prod"), "npm run build:prod"),
        ((r"C:\nodejs\npm.cmd", "run", "build"), "npm.cmd run build"),
        (("npm", "run", "build", "--", "--token=abc"), "npm …"),
        (("env", "TOKEN=abc", "make"), "env …"),
        (("make",), "make"),
    ],
)
def test_of_a_command_no_value_is_told(argv: tuple[str, ...], said: str) -> None:
    assert shown(argv) == said
