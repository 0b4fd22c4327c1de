"""Every lockfile format, by hand-minimal examples, and what is left of a broken one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.load.bun_lock import read_bun_lock
from buildcheck.load.locked import host_of
from buildcheck.load.npm_lock import read_npm_lock
from buildcheck.load.pnpm_lock import read_pnpm_lock
from buildcheck.load.yarn_berry import read_yarn_berry
from buildcheck.model.project import LockedPackage, Requirement
from tests.load.conftest import Content

Make = Callable[[dict[str, Content]], Path]
HOST = "registry.example.test"


def facts(packages: tuple[LockedPackage, ...] | None) -> list[tuple[str, str, str | None]]:
    return [(each.name, each.version, each.host) for each in packages or ()]


def wanted(name: str, spec: str) -> Requirement:
    return Requirement(name=name, spec=spec, section="dependencies")


def test_npm_3() -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"a": "^1"}, "devDependencies": {"b": "^2"}, "workspaces": ["w"]},
            "w": {"name": "w", "dependencies": {"a": "^2"}},
            "node_modules/w": {"resolved": "w", "link": True},
            "node_modules/a": {
                "version": "1.0.1",
                "resolved": f"https://{HOST}/a/-/a-1.0.1.tgz",
                "hasInstallScript": True,
                "engines": {"node": ">=18"},
            },
            "w/node_modules/a": {"version": "2.0.0", "resolved": f"https://{HOST}:8443/a.tgz", "optional": True},
            "node_modules/b": {"version": "2.0.0", "dev": True, "os": ["linux"], "cpu": ["x64"], "engines": ["node"]},
        },
    }
    locked = read_npm_lock("package-lock.json", json.dumps(lock))
    lockfile = locked.lockfile
    assert (lockfile.format, lockfile.hosts) == ("3", (HOST, f"{HOST}:8443"))
    assert lockfile.importers == {".": {"b": "^2", "a": "^1"}, "w": {"a": "^2"}}
    assert lockfile.versions("a") == ("1.0.1", "2.0.0")
    assert locked.version("w", wanted("a", "^2")) == "2.0.0"
    top, *_ = lockfile.packages or ()
    assert (top.wants_scripts, top.engines_node, top.path) == (True, ">=18", "node_modules/a")
    last = (lockfile.packages or ())[-1]
    assert (last.dev, last.os, last.cpu, last.host) == (True, ("linux",), ("x64",), None)


def test_npm_installs_a_package_that_is_only_optional_for_some_in_production_too() -> None:
    entry = {"version": "1.0.0", "devOptional": True, "hasInstallScript": True}
    lock = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/prisma": entry}}
    (package,) = read_npm_lock("package-lock.json", json.dumps(lock)).lockfile.packages or ()
    assert (package.dev, package.optional) == (False, False)


def test_npm_1() -> None:
    inner = {"version": "2.0.0", "resolved": f"https://{HOST}/b.tgz"}
    lock = {
        "lockfileVersion": 1,
        "dependencies": {"a": {"version": "1.0.0", "dev": True, "dependencies": {"b": inner}}},
    }
    lockfile = read_npm_lock("package-lock.json", json.dumps(lock)).lockfile
    assert (lockfile.format, lockfile.importers, lockfile.hosts) == ("1", None, (HOST,))
    assert [(each.path, each.wants_scripts, each.dev) for each in lockfile.packages or ()] == [
        ("node_modules/a", None, True),
        ("node_modules/a/node_modules/b", None, False),
    ]


def test_pnpm_9_after_the_document_about_pnpm_itself() -> None:
    text = f"""---
lockfileVersion: '9.0'
importers:
  .:
    packageManagerDependencies:
      pnpm: {{specifier: 11.0.0, version: 11.0.0}}
packages:
  pnpm@11.0.0: {{resolution: {{integrity: x}}}}
---
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      '@a/b': {{specifier: ^1.0.0, version: 1.2.3(react@18.2.0)}}
      alias: {{specifier: npm:real@^2, version: real@2.0.0}}
  apps/web:
    devDependencies:
      '@a/b': {{specifier: ^2.0.0, version: 2.0.0}}
      lib: {{specifier: workspace:*, version: link:../lib}}
packages:
  '@a/b@1.2.3':
    resolution: {{integrity: x}}
    engines: {{node: '>=18'}}
    os: [linux]
  '@a/b@2.0.0': {{resolution: {{integrity: x}}}}
  real@2.0.0: {{resolution: {{tarball: 'https://{HOST}/real.tgz'}}}}
  git@https://codeload.example.test/x/y/tar.gz/abc:
    resolution: {{tarball: 'https://codeload.example.test/x/y/tar.gz/abc'}}
    version: 3.0.0
"""
    locked = read_pnpm_lock("pnpm-lock.yaml", text)
    lockfile = locked.lockfile
    assert lockfile.format == "9.0"
    assert facts(lockfile.packages) == [
        ("@a/b", "1.2.3", None),
        ("@a/b", "2.0.0", None),
        ("real", "2.0.0", HOST),
        ("git", "3.0.0", "codeload.example.test"),
    ]
    assert lockfile.importers == {
        ".": {"@a/b": "^1.0.0", "alias": "npm:real@^2"},
        "apps/web": {"@a/b": "^2.0.0", "lib": "workspace:*"},
    }
    assert {each.wants_scripts for each in lockfile.packages or ()} == {None}
    assert locked.version("apps/web", wanted("@a/b", "^2.0.0")) == "2.0.0"
    assert locked.version(".", wanted("alias", "npm:real@^2")) == "2.0.0"


@pytest.mark.parametrize(
    ("version", "top", "key"),
    [
        ("5.4", "specifiers: {'@a/b': ^1.0.0}\ndependencies: {'@a/b': 1.2.3_react@18.2.0}", "/@a/b/1.2.3_react@18.2.0"),
        ("'6.0'", "dependencies:\n  '@a/b': {specifier: ^1.0.0, version: 1.2.3(x@1.0.0)}", "/@a/b@1.2.3(x@1.0.0)"),
    ],
)
def test_pnpm_5_and_6(version: str, top: str, key: str) -> None:
    text = f"lockfileVersion: {version}\n{top}\npackages:\n  {key}: {{requiresBuild: true, dev: false}}\n"
    locked = read_pnpm_lock("pnpm-lock.yaml", text)
    assert facts(locked.lockfile.packages) == [("@a/b", "1.2.3", None)]
    package = (locked.lockfile.packages or ())[0]
    assert (package.wants_scripts, package.dev, package.optional) == (True, False, None)
    assert locked.lockfile.importers == {".": {"@a/b": "^1.0.0"}}
    assert locked.direct == {".": {"@a/b": "1.2.3"}}


def test_yarn_berry() -> None:
    text = f"""__metadata:
  version: 8

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0"
  conditions: os=linux & cpu=x64

"b@npm:^2":
  version: 2.0.0
  resolution: "b@npm:2.0.0::__archiveUrl=https%3A%2F%2F{HOST}%2Fb.tgz"

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    c: "npm:real@^3"

"web@workspace:*, web@workspace:apps/web":
  version: 0.0.0-use.local
  resolution: "web@workspace:apps/web"
"""
    locked = read_yarn_berry("yarn.lock", text)
    assert locked.lockfile.format == "8"
    assert facts(locked.lockfile.packages) == [("a", "1.1.0", None), ("b", "2.0.0", HOST)]
    assert (locked.lockfile.packages or ())[0].os == ("linux",)
    assert locked.lockfile.importers == {".": {"a": "^1.0.0", "c": "npm:real@^3"}, "apps/web": {}}
    assert locked.version(".", wanted("a", "^1.1.0")) == "1.1.0"


def test_bun_text() -> None:
    text = f"""{{
  "lockfileVersion": 1, // comments and trailing commas are allowed
  "workspaces": {{
    "": {{"name": "app", "dependencies": {{"a": "^1", "url": "https://x,}}"}},}},
    "apps/web": {{"name": "web", "devDependencies": {{"a": "^2"}}}},
  }},
  "packages": {{
    "web/a": ["a@2.0.0", "", {{"os": "linux", "cpu": ["x64"]}}, "sha512-y"],
    "a": ["a@1.0.0", "https://{HOST}/a.tgz", {{}}, "sha512-x"],
    "web": ["web@workspace:apps/web"],
    "broken": [],
  }},
}}"""
    locked = read_bun_lock("bun.lock", text)
    assert locked.lockfile.format == "text-1"
    assert facts(locked.lockfile.packages) == [("a", "1.0.0", HOST), ("a", "2.0.0", None)]
    assert locked.lockfile.importers == {".": {"a": "^1", "url": "https://x,}"}, "apps/web": {"a": "^2"}}
    assert locked.version("apps/web", wanted("a", "^2")) == "2.0.0"
    assert locked.version(".", wanted("a", "^1")) == "1.0.0"


def test_several_lockfiles_and_the_binary_one(folder: Make) -> None:
    lock = json.dumps({"lockfileVersion": 3, "packages": {}})
    top = folder({"package.json": "{}", "package-lock.json": lock, "bun.lockb": b"#!/usr/bin/env bun\n\0"})
    with load(top) as project:
        found = [(each.manager, each.path, each.format, each.packages) for each in project.lockfiles]
        assert found == [("npm", "package-lock.json", "3", ()), ("bun", "bun.lockb", "binary", None)]


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("package-lock.json", '{\n<<<<<<< HEAD\n "lockfileVersion": 3,', "3"),
        ("package-lock.json", "[]", "unknown"),
        ("package-lock.json", '{"lockfileVersion": 2, "packages": ' + "[" * 100_000, "2"),
        ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n<<<<<<< HEAD\na: 1\n=======\n", "9.0"),
        ("pnpm-lock.yaml", "lockfileVersion: '6.0'\na: " + "[" * 100_000, "6.0"),
        ("pnpm-lock.yaml", "a: &a [*a]", "unknown"),
        ("yarn.lock", "# yarn lockfile v1\na@1:\n      version 1\n", "unknown"),
        ("yarn.lock", "__metadata:\n  version: [\n", "unknown"),
        ("bun.lock", '{"lockfileVersion": 1,, }', "1"),
    ],
)
def test_a_broken_lockfile_is_one_with_a_remark(folder: Make, name: str, content: str, format_: str) -> None:
    top = folder({"package.json": '{"dependencies": {"next": "15"}}', name: content})
    with load(top) as project:
        assert [(each.path, each.packages, each.format) for each in project.lockfiles] == [(name, None, format_)]
        assert [(each.kind, each.path) for each in project.source.remarks] == [("lockfile-unreadable", name)]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (f"https://user:secret@{HOST}/a.tgz", HOST),
        (f"http://{HOST}:4873/a.tgz", f"{HOST}:4873"),
        (f"https://{HOST}:443/a", HOST),
        (f"git+ssh://git@{HOST}/a/b.git#abc", HOST),
        (f"git@{HOST}:a/b.git", HOST),
        ("file:../a", None),
        ("https://[::1", None),
        ("1.0.0", None),
        (None, None),
    ],
)
def test_hosts(url: object, host: str | None) -> None:
    assert host_of(url) == host
