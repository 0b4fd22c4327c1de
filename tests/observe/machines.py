"""A developer's machine for a test: a home folder of its own, a PATH of its own, a project in git."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from buildcheck.load import load
from buildcheck.model.difference import Difference
from buildcheck.model.machine import Machine
from buildcheck.model.settings import Settings
from buildcheck.observe.surroundings import Surroundings, surroundings
from buildcheck.pipeline.machine import diff, snapshot

QUIET = ("--silent", "--no-audit", "--no-fund", "--no-update-notifier")


@dataclass
class Developer:
    """``root`` holds ``home`` and ``project``. ``environ`` is what a shell there has beside HOME and PATH."""

    root: Path
    before: tuple[Path, ...] = ()
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)
        self.project.mkdir(parents=True)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def project(self) -> Path:
        return self.home / "code" / "project"

    def env(self) -> dict[str, str]:
        """The environment of a shell there: nothing of the one that runs the tests but where its registry is."""
        path = os.pathsep.join([*map(str, self.before), "/usr/local/bin", "/usr/bin", "/bin"])
        return {"HOME": str(self.home), "PATH": path, **self.environ}

    def run(self, *argv: str, cwd: Path | None = None) -> str:
        """Run a program as the developer would, with the registry of the machine that runs the tests."""
        done = subprocess.run(
            argv, cwd=cwd or self.project, env=self.env() | registry(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
        return done.stdout

    def write(self, files: Mapping[str, str | dict[str, Any]], *, commit: bool = False) -> None:
        """Write files of the project, by path; values that are no text become JSON."""
        for path, content in files.items():
            place = self.project / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        if commit:
            self.commit()

    def commit(self) -> None:
        """Have git hold everything that it does not ignore."""
        if not (self.project / ".git").exists():
            self.run("git", "init", "--quiet")
        self.run("git", "add", ".")
        self.run("git", "-c", "user.name=x", "-c", "user.email=x@example.test", "commit", "-qm", "x", "--allow-empty")

    def around(self) -> Surroundings:
        """Give where a snapshot would look."""
        with load(self.project) as project:
            return surroundings(project, self.env())

    def snapshot(self) -> Machine:
        return snapshot(self.project, Settings(), self.env())

    def diff(self, *, everything: bool = False) -> tuple[Difference, ...]:
        found = diff(self.project, Settings(), self.env()).differences
        return tuple(each for each in found if everything or each.weight != "harmless")


@cache
def registry() -> dict[str, str]:
    """Variables that make all managers use the registry that npm is set to on this machine."""
    said = {name: _npm_says(name) for name in ("registry", "cafile")}
    found = {f"npm_config_{name}": value for name, value in said.items() if value not in ("", "null", "undefined")}
    if "npm_config_cafile" in found:
        found["NODE_EXTRA_CA_CERTS"] = found["npm_config_cafile"]
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return found | proxies


def _npm_says(name: str) -> str:
    done = subprocess.run(["npm", "config", "get", name], capture_output=True, text=True, check=False, cwd="/")
    return done.stdout.strip()


MANIFEST: dict[str, Any] = {
    "name": "demo",
    "version": "1.0.0",
    "private": True,
    "scripts": {"build": "node build.js"},
    "dependencies": {"is-odd": "3.0.1"},
    "devDependencies": {"ms": "2.1.3"},
}
"""Two small packages: is-odd brings is-number 6.0.0 along."""
