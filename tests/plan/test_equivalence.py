"""The two halves of every manager's install, run for real: together they run what the ordinary install runs.

The scripts of the fixture write a line each. The fetch half runs on the plan's ``fetch_inputs`` alone and must run none
of them; when the scripts half runs, the registry is gone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from buildcheck.load.project import load
from buildcheck.model.plan import Plan
from buildcheck.model.settings import Settings
from buildcheck.plan.make import make_plan
from tests.plan.registry import EVENTS, LOG, NODE, install_tool, scripts, serve

pytestmark = pytest.mark.network


class Manager(NamedTuple):
    name: str
    version: str
    lock: str
    """The command that writes a lockfile, with no script run."""
    settings: str = ""
    """More lines of .yarnrc.yml."""

    @property
    def package(self) -> str:
        return "@yarnpkg/cli-dist" if self.name == "yarn" and self.version >= "2" else self.name


MANAGERS = [
    Manager("npm", "9.9.4", "npm install --package-lock-only --ignore-scripts"),
    Manager("npm", "10.9.9", "npm install --package-lock-only --ignore-scripts"),
    Manager("npm", "11.21.2", "npm install --package-lock-only --ignore-scripts"),
    Manager("npm", "12.2.0", "npm install --package-lock-only --ignore-scripts"),
    Manager("pnpm", "7.33.7", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("pnpm", "8.15.9", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("pnpm", "9.15.9", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("pnpm", "10.34.9", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("pnpm", "11.28.11", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("pnpm", "12.21.0", "pnpm install --lockfile-only --ignore-scripts"),
    Manager("yarn", "1.22.22", "yarn install --ignore-scripts"),
    Manager("yarn", "3.8.7", "yarn install --mode=skip-build", "nodeLinker: node-modules"),
    Manager("yarn", "3.8.7", "yarn install --mode=skip-build", "nodeLinker: pnp"),
    Manager("yarn", "4.18.1", "yarn install --mode=skip-build", "nodeLinker: node-modules"),
    Manager("yarn", "4.18.1", "yarn install --mode=skip-build", "nodeLinker: pnp"),
    Manager("bun", "1.2.23", "bun install --lockfile-only --ignore-scripts"),
    Manager("bun", "1.3.14", "bun install --lockfile-only --ignore-scripts"),
]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tools")


@cache
def _bin(tools: Path, package: str, version: str) -> Path:
    return install_tool(tools, package, version)


def _path(tools: Path, manager: Manager) -> str:
    node = f"node-linux-{'arm64' if os.uname().machine == 'aarch64' else 'x64'}"
    folders = (_bin(tools, manager.package, manager.version), _bin(tools, node, NODE), "/usr/bin", "/bin")
    return os.pathsep.join(map(str, folders))


class Machine(NamedTuple):
    """Where commands run: nothing of this machine but the system's own programs."""

    path: str
    home: Path
    log: Path

    def run(self, argv: Sequence[str], cwd: Path, extra: dict[str, str]) -> int:
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        env = {"PATH": self.path, "HOME": str(self.home), "SCRIPT_LOG": str(self.log), **extra}
        done = subprocess.run(argv, check=False, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
        (self.home.parent / "output.txt").write_text(done.stdout + done.stderr)
        return done.returncode

    def ran(self) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


def _write(folder: Path, manager: Manager, registry: str, *, allowed: bool, own_scripts: bool) -> None:
    built = allowed and manager.name != "bun"
    root = {
        "name": "root",
        "version": "1.0.0",
        "private": True,
        "workspaces": ["packages/*"],
        "packageManager": f"{manager.name}@{manager.version}",
        "engines": {"node": NODE},
        "dependencies": {"dep": "1.0.0"},
        "scripts": {"build": "node log.js root", **(scripts("root", *EVENTS) if own_scripts else {})},
        "allowScripts": {"dep": True} if allowed else {},
        "trustedDependencies": ["dep"] if allowed else [],
        "dependenciesMeta": {"dep": {"built": True}} if built else {},
    }
    member = {"name": "member", "version": "1.0.0", "scripts": scripts("member", *EVENTS) if own_scripts else {}}
    pnpm = "packages: ['packages/*']\n"
    if allowed:
        pnpm += "onlyBuiltDependencies: [dep]\nallowBuilds: {dep: true}\n"
    texts = {
        "package.json": json.dumps(root),
        "log.js": LOG,
        "packages/member/package.json": json.dumps(member),
        "packages/member/log.js": LOG,
        ".npmrc": f"registry={registry}/\n",
        "pnpm-workspace.yaml": pnpm,
        ".yarnrc.yml": f'npmRegistryServer: "{registry}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n{manager.settings}\n',
        ".yarnrc": f'registry "{registry}"\n',
    }
    for path, text in texts.items():
        if path == "pnpm-workspace.yaml" and manager.name != "pnpm":
            continue
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def _lock(machine: Machine, manager: Manager, folder: Path) -> None:
    extra = {"YARN_ENABLE_IMMUTABLE_INSTALLS": "false", "YARN_ENABLE_GLOBAL_CACHE": "false"}
    extra["pnpm_config_pm_on_fail"] = "ignore"
    code = machine.run(manager.lock.split(), folder, extra)
    assert code == 0, (machine.home.parent / "output.txt").read_text()
    for left in ("node_modules", "packages/member/node_modules", ".yarn", ".buildcheck"):
        shutil.rmtree(folder / left, ignore_errors=True)
    for left in (".pnp.cjs", ".pnp.loader.mjs"):
        (folder / left).unlink(missing_ok=True)
    machine.ran()


def _plan(folder: Path) -> Plan:
    with load(folder) as project:
        return make_plan(project, Settings())


def _run_phase(machine: Machine, plan: Plan, phase: str, folder: Path) -> int:
    for step in plan.steps:
        if step.phase == phase:
            code = machine.run(step.argv, folder / step.cwd, {**plan.environment, **step.env})
            if code and not step.may_fail:
                return code
    return 0


def _by_package(lines: list[str]) -> dict[str, list[str]]:
    """Packages are built side by side, so only the order within each is certain."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.partition(":")[0], []).append(line)
    return found


@pytest.mark.parametrize("own_scripts", [True, False], ids=["own-scripts", "no-own-scripts"])
@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "not-named"])
@pytest.mark.parametrize("manager", MANAGERS, ids=lambda each: f"{each.name}-{each.version}{each.settings[-4:]}")
def test_the_halves_are_the_whole(
    manager: Manager, allowed: bool, own_scripts: bool, tools: Path, tmp_path: Path
) -> None:
    machine = Machine(_path(tools, manager), tmp_path / "home", tmp_path / "scripts.log")
    source, whole, halves = (tmp_path / name for name in ("source", "whole", "halves"))
    source.mkdir()
    with ExitStack() as network:
        registry = network.enter_context(serve())
        _write(source, manager, registry, allowed=allowed, own_scripts=own_scripts)
        _lock(machine, manager, source)
        plan = _plan(source)
        assert (plan.manager.name, plan.manager.version) == (manager.name, manager.version)

        shutil.copytree(source, whole)
        ordinary = machine.run(plan.install.value.split(), whole, plan.environment)
        expected = machine.ran()

        for each in plan.fetch_inputs:
            (halves / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / each, halves / each)
        assert _run_phase(machine, plan, "fetch", halves) == 0, (tmp_path / "output.txt").read_text()
        assert machine.ran() == [], "code of the project or of a dependency ran in the fetch phase"

    shutil.copytree(source, halves, dirs_exist_ok=True)
    code = _run_phase(machine, plan, "scripts", halves)
    ran = machine.ran()
    output = (tmp_path / "output.txt").read_text()
    assert (code == 0) == (ordinary == 0), output
    assert _by_package(ran) == _by_package(expected), output
    if manager.name == "npm" and manager.version < "12":
        assert ran == expected
    assert (plan.scripts.default == "run" or "dep" in plan.scripts.allowed) == any("dep:" in each for each in expected)
