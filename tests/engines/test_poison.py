"""What a project does in its run never reaches the next one: not by the installed tree, not by the package manager, not
by the download cache, not by our own files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from buildcheck.engines.base import Event
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline.verify import verify
from tests.engines import parts

pytestmark = [pytest.mark.engine, pytest.mark.network]

LOCK = json.dumps(
    {
        "name": "poison",
        "lockfileVersion": 3,
        "requires": True,
        "packages": {
            "": {"name": "poison", "dependencies": {"helper": "file:helper"}},
            "helper": {"name": "helper", "version": "1.0.0"},
            "node_modules/helper": {"resolved": "helper", "link": True},
        },
    }
)
MANIFEST = json.dumps(
    {
        "name": "poison",
        "private": True,
        "scripts": {"build": "node build.js", "postinstall": "node build.js"},
        "dependencies": {"helper": "file:helper"},
    }
)
HELPER = json.dumps({"name": "helper", "version": "1.0.0", "main": "index.js"})

POISON = r"""
const fs = require('node:fs')
const { spawnSync } = require('node:child_process')
const find = "find / -xdev -user 10001 -type d -writable -not -path '/proc/*' 2>/dev/null;" +
  "echo /opt/buildcheck /opt/buildcheck/run /opt/buildcheck/manager /opt/buildcheck/trace /opt/buildcheck/downloads" +
  " /work/node_modules /work/node_modules/helper /work/node_modules/.bin /usr/local/bin /home/build /home/build/.npm" +
  " /tmp /dev/shm /work | tr ' ' '\n'"
for (const folder of new Set(spawnSync('sh', ['-c', find]).stdout.toString().trim().split('\n'))) {
  for (const name of ['poison4242', '.npmrc', 'npm', 'network.cjs', 'index.js']) {
    try { fs.writeFileSync(`${folder}/${name}`, "console.log('poison4242')") } catch {}
  }
}
for (const file of ['helper/index.js', '.package-lock.json']) {
  try { fs.appendFileSync(`${__dirname}/node_modules/${file}`, "\nconsole.log('poison4242')") } catch {}
}
"""

LOOK = r"""
const { spawnSync } = require('node:child_process')
require('helper')
const command = "find / -xdev -name 'poison4242*' -not -path '/proc/*' 2>/dev/null;" +
  "grep -rl poison4242 /work /opt/buildcheck /home/build /tmp /dev/shm --exclude=build.js 2>/dev/null"
console.log(`FOUND[${spawnSync('sh', ['-c', command]).stdout.toString().trim()}]`)
"""


def ignore(event: Event) -> None:
    """Watch nothing."""


def run(folder: Path, build: str) -> Report:
    """Verify a project that differs from the others in its build alone: all have the same installed tree."""
    files = {"package.json": MANIFEST, "package-lock.json": LOCK, "helper/package.json": HELPER, "build.js": build}
    parts.source(folder, {**files, "helper/index.js": "module.exports = 'helper'"})
    return verify(folder, Settings(engine="docker", cache=True), ignore)


def test_a_project_can_t_change_what_the_next_one_gets(tmp_path: Path) -> None:
    first = run(tmp_path / "poison", POISON)
    assert first.verdict == "pass", first
    second = run(tmp_path / "victim", LOOK + f"// {tmp_path.name}")
    assert second.verdict == "pass", second
    assert second.builds[0].tree == "reused"
    logs = "\n".join(step.log for step in second.builds[0].steps)
    assert "FOUND[]" in logs
    assert "poison4242" not in logs
