"""What only optional requirements lead to: ``watch`` takes ``native``, which needs ``helper`` 2; ``app`` needs 1."""

from __future__ import annotations

import pytest

from buildcheck.load.bun_lock import read_bun_lock
from buildcheck.load.locked import Locked
from buildcheck.load.pnpm_lock import read_pnpm_lock
from buildcheck.load.yarn_berry import read_yarn_berry
from buildcheck.load.yarn_classic import read_yarn_classic

PNPM = """\
lockfileVersion: '9.0'
packages:
  watch@1.0.0: {resolution: {integrity: sha512-x}}
  native@1.0.0: {resolution: {integrity: sha512-x}}
  helper@1.0.0: {resolution: {integrity: sha512-x}}
  helper@2.0.0: {resolution: {integrity: sha512-x}}
snapshots:
  watch@1.0.0: {optionalDependencies: {native: 1.0.0}}
  native@1.0.0: {dependencies: {helper: 2.0.0}, optional: true}
  helper@1.0.0: {}
  helper@2.0.0(watch@1.0.0): {optional: true}
"""
BERRY = """\
__metadata:
  version: 8
"demo@workspace:.":
  version: 0.0.0-use.local
  resolution: "demo@workspace:."
  dependencies:
    watch: "npm:^1"
    helper: "npm:^1"
"watch@npm:^1":
  version: 1.0.0
  resolution: "watch@npm:1.0.0"
  dependencies:
    native: "npm:1"
  dependenciesMeta:
    native:
      optional: true
"native@npm:1":
  version: 1.0.0
  resolution: "native@npm:1.0.0"
  dependencies:
    helper: "npm:^2"
"helper@npm:^1":
  version: 1.0.0
  resolution: "helper@npm:1.0.0"
"helper@npm:^2, helper@npm:2.x":
  version: 2.0.0
  resolution: "helper@npm:2.0.0"
"""
CLASSIC = """\
watch@^1:
  version "1.0.0"
  optionalDependencies:
    native "1"

native@1:
  version "1.0.0"
  dependencies:
    helper "^2"

helper@^1:
  version "1.0.0"

helper@^2:
  version "2.0.0"
"""
BUN = """\
{
  "lockfileVersion": 1,
  "workspaces": {"": {"name": "demo", "devDependencies": {"watch": "^1", "helper": "^1"}}},
  "packages": {
    "watch": ["watch@1.0.0", "", {"optionalDependencies": {"native": "1"}}, "sha512-x"],
    "native": ["native@1.0.0", "", {"dependencies": {"deep": "2"}, "os": "linux", "cpu": "none"}, "sha512-x"],
    "deep": ["deep@2.0.0", "", {}, "sha512-x"],
    "helper": ["helper@1.0.0", "", {"peerDependencies": {"peer": "1"}}, "sha512-x"],
    "peer": ["peer@1.0.0", "", {}, "sha512-x"],
  },
}
"""


def optional(locked: Locked) -> set[str]:
    return {f"{each.name}@{each.version}" for each in locked.lockfile.packages or () if each.optional}


@pytest.mark.parametrize(
    "locked",
    [
        read_pnpm_lock("pnpm-lock.yaml", PNPM),
        read_yarn_berry("yarn.lock", BERRY),
        read_yarn_classic("yarn.lock", CLASSIC),
    ],
)
def test_what_is_needed_by_an_optional_package_alone_is_optional(locked: Locked) -> None:
    assert optional(locked) == {"native@1.0.0", "helper@2.0.0"}


def test_bun_tells_no_version_apart_and_fits_no_processor_that_it_does_not_know() -> None:
    locked = read_bun_lock("bun.lock", BUN)
    assert optional(locked) == {"native@1.0.0", "deep@2.0.0"}
    assert [each.cpu for each in locked.lockfile.packages or () if each.name == "native"] == [("none",)]
