"""A machine with a project on it that differs in nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.observe.machines import Developer

LOCKFILE: dict[str, Any] = {
    "name": "demo",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "requires": True,
    "packages": {
        "": {"name": "demo", "version": "1.0.0", "dependencies": {"ms": "2.1.3"}},
        "node_modules/ms": {"version": "2.1.3", "integrity": "sha512-x"},
    },
}


@pytest.fixture
def developer(tmp_path: Path) -> Developer:
    """A machine whose project is installed and committed, with the Node that the project asks for."""
    made = Developer(tmp_path)
    made.environ["TZ"] = "UTC"
    node = made.run("node", "--version").strip().removeprefix("v")
    made.write(
        {
            "package.json": {
                "name": "demo",
                "version": "1.0.0",
                "scripts": {"build": "node build.js"},
                "engines": {"node": node},
                "packageManager": f"npm@{made.run('npm', '--version').strip()}",
                "dependencies": {"ms": "2.1.3"},
            },
            "package-lock.json": LOCKFILE,
            "build.js": 'import ms from "ms";\nconsole.log(ms(1));\n',
            ".gitignore": "node_modules\n",
        },
        commit=True,
    )
    install(made, "ms", "2.1.3")
    made.write({"node_modules/.package-lock.json": "{}"})
    return made


def install(developer: Developer, name: str, version: str, folder: str = "node_modules") -> None:
    """Put a package there as a manager would leave it."""
    developer.write({f"{folder}/{name}/package.json": {"name": name, "version": version}})
