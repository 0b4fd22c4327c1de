"""Where nothing can be written, what needs no engine does without its memory, and the rest says what is in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from buildcheck.cli.app import app as command
from buildcheck.cli.guard import run
from buildcheck.upkeep import _cache

PAGE = "export default function Page() { return process.env.A_B }\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, and a cache folder that can't be made: a file lies where its parent should be."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "file" / "cache"))
    (tmp_path / "app" / "app").mkdir(parents=True)
    (tmp_path / "app" / "app" / "page.js").write_text(PAGE)
    manifest = {"name": "app", "scripts": {"build": "next build"}, "dependencies": {"next": "15.5.6"}}
    (tmp_path / "app" / "package.json").write_text(json.dumps(manifest))
    return tmp_path / "app"


def test_reading_files_goes_on_without_a_cache(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, ["check", "--offline", "--fail-on", "never", str(app)]) == 0
    assert run(command, ["env", str(app)]) == 0
    assert "A_B" in capsys.readouterr().out


def test_a_build_needs_one_and_says_which(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, ["verify", "--engine", "local", str(app)]) == 3
    said = capsys.readouterr().err
    assert "error: The cache folder " in said
    assert "BUILDCHECK_CACHE_DIR" in said


@pytest.mark.usefixtures("app")
def test_doctor_tells_of_it() -> None:
    probe = _cache()
    assert not probe.ok
    assert "can't be used. Not a directory." in probe.detail
