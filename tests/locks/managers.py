"""The real managers: how each makes a lockfile, and how it is asked whether it accepts one as it is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Tool(NamedTuple):
    """A manager in one version. ``package`` is what provides it; ``make`` writes a lockfile, ``frozen`` must not."""

    name: str
    version: str
    package: str
    lockfile: str
    make: tuple[str, ...]
    frozen: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.name}-{self.version}"

    @property
    def family(self) -> str:
        """What decides how its manifests are written: Yarn 1 knows less than its successors."""
        return self.name if self.name != "yarn" else "yarn-classic" if self.version.startswith("1.") else "yarn-berry"


def _npm(version: str) -> Tool:
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
    make = ("npm", "install", "--package-lock-only", *quiet)
    return Tool("npm", version, "npm", "package-lock.json", make, ("npm", "ci", *quiet))


def _pnpm(version: str) -> Tool:
    base = ("pnpm", "install", "--ignore-scripts")
    make = (*base, "--lockfile-only", "--no-frozen-lockfile")
    return Tool("pnpm", version, "pnpm", "pnpm-lock.yaml", make, (*base, "--frozen-lockfile"))


def _berry(version: str) -> Tool:
    make = ("yarn", "install", "--mode=update-lockfile", "--no-immutable")
    frozen = ("yarn", "install", "--immutable", "--mode=skip-build")
    return Tool("yarn", version, "@yarnpkg/cli-dist", "yarn.lock", make, frozen)


def _bun(version: str) -> Tool:
    base = ("bun", "install", "--ignore-scripts")
    return Tool("bun", version, "bun", "bun.lock", (*base, "--lockfile-only"), (*base, "--frozen-lockfile"))


def _classic(version: str) -> Tool:
    base = ("yarn", "install", "--ignore-scripts", "--non-interactive")
    return Tool("yarn", version, "yarn", "yarn.lock", base, (*base, "--frozen-lockfile"))


TOOLS = (
    _npm("10.9.9"),
    _npm("11.21.2"),
    _pnpm("8.15.9"),
    _pnpm("9.15.9"),
    _pnpm("10.34.9"),
    _classic("1.22.22"),
    _berry("3.8.7"),
    _berry("4.18.1"),
    _bun("1.3.14"),
    _bun("1.4.5"),
)

OLD_TOOLS = (
    _npm("6.14.18"),
    _pnpm("7.33.7"),
    _bun("1.1.45")._replace(lockfile="bun.lockb", make=("bun", "install", "--ignore-scripts")),
    _bun("1.2.23"),
    _berry("4.0.2"),
    _berry("4.9.1"),
)
"""Only asked about lockfiles of other versions."""


def install(tool: Tool, folder: Path) -> Path:
    """Install a manager from the npm registry and give the folder of its commands."""
    target = folder / tool.id
    bin_folder = target / "node_modules" / ".bin"
    if not (bin_folder / tool.name).exists():
        target.mkdir(parents=True, exist_ok=True)
        (target / "package.json").write_text("{}", "utf-8")
        argv = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(target)]
        subprocess.run([*argv, f"{tool.package}@{tool.version}"], check=True, capture_output=True)
    return bin_folder


def environment(registry: str, home: Path, commands: Path) -> Mapping[str, str]:
    """Give the environment of a clean machine whose registry is ``registry``."""
    return {
        "PATH": f"{commands}:{os.environ['PATH']}",
        "HOME": str(home),
        "CI": "1",
        "COREPACK_ENABLE_STRICT": "0",
        "BUN_CONFIG_REGISTRY": registry,
        "BUN_INSTALL_CACHE_DIR": str(home / "bun"),
        "YARN_NPM_REGISTRY_SERVER": registry,
        "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
        "YARN_ENABLE_GLOBAL_CACHE": "false",
        "YARN_ENABLE_TELEMETRY": "0",
        "YARN_REGISTRY": registry,
        "npm_config_registry": registry,
        "npm_config_userconfig": os.devnull,
        "npm_config_globalconfig": str(home / "none"),
        "npm_config_cache": str(home / "npm"),
        "npm_config_store_dir": str(home / "store"),
        "npm_config_update_notifier": "false",
        "npm_config_manage_package_manager_versions": "false",
    }


def run(argv: tuple[str, ...], folder: Path, env: Mapping[str, str]) -> tuple[bool, str]:
    """Run a command; tell whether it passed, and what it said."""
    done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode == 0, done.stdout + done.stderr
