"""The managers' own configuration: what is read, and the credentials that never are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.load.secrets import is_secret
from tests.load.conftest import Content

Make = Callable[[dict[str, Content]], Path]
FILES: dict[str, Content] = {
    "package.json": "{}",
    ".npmrc": """; comment
registry = https://me:hunter2@registry.example.test/
public-hoist-pattern[]=*a*
public-hoist-pattern[]="*b*"
//registry.example.test/:_authToken=hunter2
_auth=hunter2
//registry.example.test/:_password = "hunter2"
legacy-peer-deps
""",
    ".yarnrc.yml": """nodeLinker: node-modules
npmScopes:
  acme:
    npmRegistryServer: "https://npm.example.test"
    npmAuthToken: hunter2
npmRegistries:
  "//npm.example.test":
    npmAuthIdent: me:hunter2
""",
    ".yarnrc": 'registry "https://registry.example.test"\n--install.frozen-lockfile true\n',
    "bunfig.toml": """[install]
frozenLockfile = true
[install.scopes]
"@acme" = { token = "hunter2", url = "https://npm.example.test" }
other = "https://me:hunter2@npm.example.test"
""",
    "pnpm-workspace.yaml": "packages:\n  - apps/*\nallowBuilds:\n  esbuild: true\n",
}


def test_values_places_and_no_credential_anywhere(folder: Make) -> None:
    with load(folder(FILES)) as project:
        found = [(each.key, each.value, str(each.at)) for each in project.settings]
        assert "hunter2" not in repr(project)
    assert [each for each in found if each[2].startswith(".npmrc")] == [
        ("registry", "https://registry.example.test/", ".npmrc:2"),
        ("public-hoist-pattern", "*a*", ".npmrc:3"),
        ("public-hoist-pattern", "*b*", ".npmrc:4"),
        ("//registry.example.test/:_authToken", None, ".npmrc:5"),
        ("_auth", None, ".npmrc:6"),
        ("//registry.example.test/:_password", None, ".npmrc:7"),
        ("legacy-peer-deps", "true", ".npmrc:8"),
    ]
    assert {
        ("npmScopes.acme.npmRegistryServer", "https://npm.example.test", ".yarnrc.yml:4"),
        ("npmScopes.acme.npmAuthToken", None, ".yarnrc.yml:5"),
        ("registry", "https://registry.example.test", ".yarnrc:1"),
        ("install.frozen-lockfile", "true", ".yarnrc:2"),
        ("install.frozenLockfile", "true", "bunfig.toml:2"),
        ("install.scopes.other", "https://npm.example.test", "bunfig.toml:5"),
        ("packages", "apps/*", "pnpm-workspace.yaml:2"),
        ("allowBuilds.esbuild", "true", "pnpm-workspace.yaml:4"),
    } <= set(found)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".yarnrc.yml", "a: [\n"),
        ("bunfig.toml", "a = \n"),
        (".yarnrc.yml", "a: &a [" + "x," * 1000 + "]\nb: &b [" + "*a," * 1000 + "]\nc: [" + "*b," * 1000 + "]\n"),
        ("pnpm-workspace.yaml", "packages: &a\n  - *a\n"),
    ],
)
def test_a_broken_file_is_a_remark(folder: Make, name: str, content: str) -> None:
    with load(folder({"package.json": "{}", name: content})) as project:
        assert [(each.kind, each.path) for each in project.source.remarks] == [("settings-unreadable", name)]


def test_what_is_secret() -> None:
    assert all(is_secret(key) for key in ("_authToken", "//h/:username", "npmAuthIdent", "install.scopes.a.password"))
    assert not any(
        is_secret(key) for key in ("always-auth", "registry", "cache", "strict-ssl", "node-linker", "keywords")
    )
