"""What lockfiles record of each package beside its version: its commands, what it depends on, the peers it wants."""

from __future__ import annotations

import json

import pytest

from buildcheck.load.bun_lock import read_bun_lock
from buildcheck.load.locked import Locked
from buildcheck.load.npm_lock import read_npm_lock
from buildcheck.load.pnpm_lock import read_pnpm_lock
from buildcheck.load.yarn_berry import read_yarn_berry
from buildcheck.load.yarn_classic import read_yarn_classic

NPM = json.dumps(
    {
        "lockfileVersion": 3,
        "packages": {
            "node_modules/a": {
                "version": "1.0.0",
                "bin": {"run-a": "cli.js"},
                "dependencies": {"b": "^1"},
                "optionalDependencies": {"c": "^1"},
                "peerDependencies": {"react": "*", "sass": "*"},
                "peerDependenciesMeta": {"sass": {"optional": True}},
            },
        },
    }
)
PNPM = """\
lockfileVersion: '9.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-x}
    hasBin: true
    peerDependencies:
      react: '*'
      sass: '*'
    peerDependenciesMeta:
      sass:
        optional: true
snapshots:
  a@1.0.0(react@19.0.0):
    dependencies:
      b: 1.0.0
    optionalDependencies:
      c: 1.0.0
"""
BERRY = """\
__metadata:
  version: 8
"a@npm:^1":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  dependencies:
    b: "npm:^1"
    c: "npm:^1"
  peerDependencies:
    react: "*"
    sass: "*"
  peerDependenciesMeta:
    sass:
      optional: true
  bin:
    run-a: ./cli.js
"""
BUN = """\
{
  "lockfileVersion": 1,
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1" }, "optionalDependencies": { "c": "^1" }, "peerDependencies":
      { "react": "*", "sass": "*" }, "optionalPeers": ["sass"], "bin": { "run-a": "cli.js" } }, "sha512-x"],
  }
}
"""


@pytest.mark.parametrize(
    ("locked", "bins"),
    [
        (read_npm_lock("package-lock.json", NPM), ("run-a",)),
        (read_pnpm_lock("pnpm-lock.yaml", PNPM), None),
        (read_yarn_berry("yarn.lock", BERRY), ("run-a",)),
        (read_bun_lock("bun.lock", BUN), ("run-a",)),
    ],
    ids=["npm", "pnpm", "berry", "bun"],
)
def test_commands_and_needs(locked: Locked, bins: tuple[str, ...] | None) -> None:
    (package,) = locked.lockfile.packages or ()
    assert (package.bins, package.requires, package.peers) == (bins, ("b", "c"), ("react",))


def test_yarn_classic_records_what_a_package_depends_on() -> None:
    text = 'a@^1:\n  version "1.0.0"\n  dependencies:\n    b "^1"\n  optionalDependencies:\n    c "^1"\n'
    (package,) = read_yarn_classic("yarn.lock", text).lockfile.packages or ()
    assert (package.bins, package.requires, package.peers) == (None, ("b", "c"), None)
