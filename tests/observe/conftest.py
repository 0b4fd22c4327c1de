"""A machine for each test, and the package managers, installed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.observe.machines import QUIET, Developer


@pytest.fixture
def developer(tmp_path: Path) -> Developer:
    """A machine with an empty home folder and an empty project."""
    return Developer(tmp_path)


@pytest.fixture(scope="session")
def managers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of pnpm, Yarn 1, Bun and corepack, as ``npm install --global`` lays them out."""
    root = tmp_path_factory.mktemp("managers")
    owner = Developer(root)
    prefix = root / "prefix"
    packages = ("pnpm@9.15.0", "yarn@1.22.22", "bun@1.2.20", "corepack@0.31.0")
    owner.run("npm", "install", "--global", f"--prefix={prefix}", "--ignore-scripts", *QUIET, *packages)
    builds = (prefix / "lib/node_modules/bun/node_modules/@oven").glob("bun-*")
    bun = min((each for each in builds if "musl" not in each.name), key=lambda each: len(each.name))
    (prefix / "bun").mkdir()
    (prefix / "bun/bun").symlink_to(bun / "bin/bun")
    # corepack's shims take the names in `bin`, so these two are called by their own packages' files.
    (prefix / "own").mkdir()
    (prefix / "own/pnpm").symlink_to(prefix / "lib/node_modules/pnpm/bin/pnpm.cjs")
    (prefix / "own/yarn").symlink_to(prefix / "lib/node_modules/yarn/bin/yarn.js")
    return prefix
