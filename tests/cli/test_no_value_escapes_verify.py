"""No value of an env file is in anything that `verify` writes or keeps: neither of one that lies in the project, nor of
one that is handed over, whose values the build itself prints."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from buildcheck.caches import cache_folder
from tests.cases import FIXTURES

PACKAGES = FIXTURES / "build-failed--missing-variable" / "project"
"""Its lockfile, so that the installed tree is one that is kept."""
BUILD = """\
const fs = require('node:fs')
const { FEED_PASSWORD, FEED_URL, FEED_PEM } = process.env
fs.mkdirSync('dist', { recursive: true })
fs.writeFileSync('dist/index.html', `<h1>${FEED_URL}</h1>`)
console.log(`connecting to ${FEED_URL} with ${FEED_PASSWORD}`)
console.error(FEED_PEM)
if (process.env.USE_BROKEN_FEED) throw new Error(`FEED_PASSWORD ${FEED_PASSWORD} was refused by ${FEED_URL}`)
"""


@pytest.fixture
def canary() -> str:
    """Stands in every value, and nowhere else on this machine."""
    return f"quetzal{uuid.uuid4().hex[:12]}"


@pytest.fixture
def project(tmp_path: Path, canary: str) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGES / name, folder)
    (folder / "build.js").write_text(BUILD)
    for name in (".env", ".env.local", ".env.production"):
        (folder / name).write_text(values(canary))
    return folder


def values(canary: str) -> str:
    return (
        f"FEED_PASSWORD='{canary}-password'\n"
        f"FEED_URL=https://feed:{canary}@feed.example.test/{canary}\n"
        f'FEED_PEM="-----BEGIN PRIVATE KEY-----\n{canary}\n-----END PRIVATE KEY-----"\n'
    )


def verify(project: Path, *arguments: str) -> dict[str, str]:
    """Run `verify`, and give all that it wrote by what it was written to."""
    report = project.parent / "report.json"
    done = subprocess.run(
        [sys.executable, "-m", "buildcheck", "verify", str(project), *arguments, "--format", f"json={report}"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "npm run build" in done.stdout + done.stderr
    return {"terminal": done.stdout, "progress": done.stderr, "json": report.read_text()}


def kept_since(began: float) -> dict[str, bytes]:
    """Give the files that were kept since ``began``; what tests themselves install is none of them."""
    found = {}
    for each in cache_folder().rglob("*"):
        path = each.relative_to(cache_folder())
        # Other runs use the folder, too, and remove what is theirs.
        with contextlib.suppress(FileNotFoundError):
            if path.parts[0] != "tests" and each.is_file() and each.stat().st_mtime >= began:
                found[str(path)] = each.read_bytes()
    return found


@pytest.mark.engine
def test_nothing_that_verify_writes_or_keeps_holds_a_value(project: Path, tmp_path: Path, canary: str) -> None:
    began = time.time() - 2
    file = tmp_path / "secrets.env"
    file.write_text(values(canary))
    outputs = {"made": verify(project), "given": verify(project, "--env", f"file:{file}")}
    file.write_text(f"{values(canary)}USE_BROKEN_FEED=yes-{canary}\n")
    outputs["failed"] = verify(project, "--env", f"file:{file}")
    assert "connecting to" in outputs["given"]["json"]
    assert "was refused by" in outputs["failed"]["terminal"]
    assert [(run, name) for run, each in outputs.items() for name, text in each.items() if canary in text] == []
    kept = kept_since(began)
    assert kept
    assert [name for name, content in kept.items() if canary.encode() in content] == []
