"""Canaries in every place that a snapshot looks at: none comes out, in no form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from buildcheck.observe.settings import settings
from tests.observe.machines import MANIFEST, Developer

CANARY = "cAnArY7f3a91"
PROGRAM = str(Path(sys.executable).with_name("buildcheck"))

NPMRC = f"""
//registry.example.test/:_authToken={CANARY}
//registry.example.test/{CANARY}/:_password={CANARY}
//user:{CANARY}@registry.example.test/:certfile=/x
_auth = "{CANARY}"
email={CANARY}
registry=https://user:{CANARY}@registry.example.test/{CANARY}/?token={CANARY}#{CANARY}
@scope:registry=https://registry.example.test/{CANARY}
@{CANARY}:{CANARY}=1
{CANARY}
{CANARY}={CANARY}
legacy-peer-deps={CANARY}
omit={CANARY}
node-options=--require {CANARY}
https-proxy=http://user:{CANARY}@proxy.example.test
prefix=/opt/{CANARY}
scope=@{CANARY}
loglevel={CANARY}
public-hoist-pattern[]={CANARY}
"""
YARNRC = f"""
npmAuthToken: {CANARY}
npmRegistryServer: "https://{CANARY}@registry.example.test/{CANARY}"
{CANARY}: x
npmScopes:
  {CANARY}:
    npmAuthToken: {CANARY}
    npmRegistryServer: "https://registry.example.test/{CANARY}"
"""


@pytest.fixture
def holding(developer: Developer) -> Developer:
    """A machine with canaries in its settings, its shell, its env files, its PATH and its folders above."""
    developer.write(
        {
            "package.json": MANIFEST,
            "read.js": "console.log(process.env.API_KEY, process.env.OTHER)\n",
            ".gitignore": ".env*\nnode_modules\n",
        },
        commit=True,
    )
    developer.write({".env.local": f'API_KEY={CANARY}\n{CANARY}=1\nMULTI="a\n{CANARY}\nb"\n', ".env": CANARY})
    home = developer.home
    (home / ".npmrc").write_text(NPMRC)
    (home / ".yarnrc").write_text(f'"//x/:_authToken" "{CANARY}"\n{CANARY} 1\nregistry "https://x:{CANARY}@y.test"\n')
    (home / ".yarnrc.yml").write_text(YARNRC)
    (home / ".bunfig.toml").write_text(f'[install]\nregistry = "https://x:{CANARY}@y.test/{CANARY}"\n{CANARY} = 1\n')
    (home / ".config/pnpm").mkdir(parents=True)
    (home / ".config/pnpm/rc").write_text(NPMRC)
    (home / "code/.env").write_text(f"{CANARY}={CANARY}")
    (home / "code/.npmrc").write_text(NPMRC)
    developer.environ |= {
        "API_KEY": CANARY,
        "NODE_ENV": CANARY,
        "NODE_OPTIONS": f"--require /{CANARY} --title={CANARY} --{CANARY}",
        "NODE_PATH": f"/{CANARY}",
        "npm_config__authToken": CANARY,
        f"npm_config_{CANARY}": CANARY,
        "NPM_CONFIG_REGISTRY": f"https://{CANARY}:x@y.test/{CANARY}",
        "YARN_NPM_AUTH_TOKEN": CANARY,
        "TZ": CANARY + "!",
    }
    return developer


@pytest.mark.parametrize("command", [("snapshot",), ("diff", "--all")])
@pytest.mark.parametrize("form", ["json", "terminal"])
def test_no_canary_comes_out(holding: Developer, command: tuple[str, ...], form: str) -> None:
    said = subprocess.run(
        [PROGRAM, *command, "--format", form, str(holding.project)],
        env=holding.env() | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert CANARY.lower() not in (said.stdout + said.stderr).lower()
    assert "API_KEY" in said.stdout
    assert "_authToken" in said.stdout


def test_what_is_harmless_is_told(developer: Developer) -> None:
    developer.write({"package.json": MANIFEST}, commit=True)
    (developer.home / ".npmrc").write_text(
        "legacy-peer-deps=true\nregistry=https://registry.example.test:8443/a/b\n//r.example.test/:_authToken=x\nodd=1\n"
    )
    developer.environ["npm_config_ignore_scripts"] = "true"
    found, further = settings(developer.around())
    told = {(each.scope, each.key): each.value for each in found if each.scope != "global"}
    assert told == {
        ("user", "legacy-peer-deps"): "true",
        ("user", "registry"): "https://registry.example.test:8443/",
        ("user", "//r.example.test/:_authToken"): None,
        ("environment", "ignore-scripts"): "true",
    }
    assert further >= 1
