"""This machine in the report of a verification: with a real build, and where it can't be looked at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from buildcheck.caches import cache_folder
from buildcheck.load import load
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline.alongside import MOST_SECONDS, Alongside
from buildcheck.pipeline.check import check
from buildcheck.plan.make import make_plan
from tests.observe.machines import MANIFEST, Developer

FIXTURES = Path(__file__).parents[1] / "fixtures"


class Unwilling(Mapping[str, str]):
    """An environment that takes its time, and then holds nothing but trouble."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __getitem__(self, name: str) -> str:
        time.sleep(self.seconds)
        raise RuntimeError("s3cret")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("s3cret")

    def __len__(self) -> int:
        return 0


def told(developer: Developer, environ: Mapping[str, str]) -> Report:
    """Give a report with what was seen alongside it."""
    report = check(developer.project, Settings(offline=True))
    with load(developer.project) as project:
        return Alongside(project, make_plan(project, Settings(), environment_names=()), environ).told_in(report)


@pytest.fixture
def developer(tmp_path: Path) -> Developer:
    made = Developer(tmp_path)
    made.write({"package.json": MANIFEST, ".gitignore": "node_modules\n"}, commit=True)
    return made


def test_a_bare_checkout_says_nothing(developer: Developer) -> None:
    report = told(developer, developer.env())
    assert (report.machine, report.differences) == (None, ())
    developer.write({"node_modules/ms/package.json": {"name": "ms", "version": "2.1.3"}})
    assert told(developer, developer.env()).machine is not None


@pytest.mark.parametrize(("seconds", "why"), [(0, "RuntimeError"), (2 * MOST_SECONDS, "it took longer than 2 s")])
def test_what_cannot_be_looked_at_changes_nothing_else(developer: Developer, seconds: float, why: str) -> None:
    developer.write({"node_modules/ms/package.json": {"name": "ms", "version": "2.1.3"}})
    started = time.monotonic()
    report = told(developer, Unwilling(seconds))
    assert time.monotonic() - started < 2 * MOST_SECONDS
    assert report.verdict == check(developer.project, Settings(offline=True)).verdict
    assert report.not_verified[-1] == (
        f"How this machine differs from the clean build: it could not be looked at ({why})."
    )
    assert "s3cret" not in repr(report)


def verified(developer: Developer, *options: str) -> dict[str, Any]:
    """Verify the developer's project on their machine, with the installed trees of the one that runs the tests."""
    out = developer.root / "report.json"
    env = developer.env() | {"BUILDCHECK_CACHE_DIR": str(cache_folder())}
    env |= {name: value for name, value in os.environ.items() if name.startswith(("DOCKER_", "SSL_", "NODE_EXTRA"))}
    command = [sys.executable, "-m", "buildcheck", "verify", "--engine=docker", "--quiet", f"--format=json={out}"]
    subprocess.run([*command, *options], cwd=developer.project, env=env, capture_output=True, check=False)
    report: dict[str, Any] = json.loads(out.read_text())
    return report


@pytest.mark.engine
def test_beside_a_build_that_fails(developer: Developer) -> None:
    developer.write(
        {
            "package.json": {"name": "demo", "version": "1.0.0", "scripts": {"build": "node build.js"}},
            "package-lock.json": {
                "name": "demo",
                "version": "1.0.0",
                "lockfileVersion": 3,
                "packages": {"": {"name": "demo", "version": "1.0.0"}},
            },
            "build.js": "if (!process.env.API_URL) throw new Error('API_URL is not set')\n",
            ".gitignore": "node_modules\n.env*\n",
        },
        commit=True,
    )
    developer.write({".env.local": "API_URL=https://api.example.test\n"})
    report = verified(developer, "--env=none")
    first = report["differences"][0]
    assert report["verdict"] == "fail"
    assert (first["kind"], first["weight"], first["subject"]) == ("variable", "breaks", "API_URL")
    assert first["consequence"] == "The log of the failed step `npm run build` names it."


@pytest.mark.engine
@pytest.mark.network
def test_beside_a_build_that_passes_and_one_made_here(developer: Developer) -> None:
    shutil.copytree(FIXTURES / "clean--next-15-pages/project", developer.project, dirs_exist_ok=True)
    developer.write({".gitignore": "node_modules\n.next\n"}, commit=True)
    developer.write({"pages/draft.js": "export default function Draft() { return 'draft' }\n"})
    developer.environ["NEXT_TELEMETRY_DISABLED"] = "1"
    developer.run("npm", "ci", "--silent", "--no-audit", "--no-fund")
    developer.run("npm", "run", "build")
    report = verified(developer)
    assert report["verdict"] == "pass"
    output = {each["subject"]: each for each in report["differences"] if each["kind"] == "build-output"}
    assert output["/draft"]["close"] == "git add pages/draft.js"
    client = output["files for browsers"]
    assert "on this side alone chunks/pages/draft-[hash].js" in client["here"]
    assert (client["weight"], client["consequence"]) == ("changes", "They are cut into other files.")
    assert not {each["weight"] for each in report["differences"]} & {"breaks", "may-break"}

    (developer.project / "pages/draft.js").unlink()
    (developer.home / ".npmrc").write_text("legacy-peer-deps=true\n")
    again = verified(developer)
    assert again["cached"] is not None
    assert "legacy-peer-deps" in {each["subject"] for each in again["differences"]}
