"""The line of source beside a finding: shown for code, never for files that can hold secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.excerpts import with_excerpts
from buildcheck.load import load
from buildcheck.load.files import Files
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Excerpt, Finding, ProjectSummary, Report, Tool

TEXT = "first\n  second\n\n"


def excerpt_of(
    folder: Path, path: str, line: int | None, evidence: LogLines | None = None, *, text: str = TEXT
) -> Excerpt | None:
    (folder / "package.json").write_text("{}")
    (folder / path).write_text(text)
    finding = Finding(
        check="sample", severity="error", message="x", path=path, line=line, evidence=evidence, fingerprint="0" * 16
    )
    summary = ProjectSummary(
        name="x", path="x", source="folder", commit=None, app=".", install_root=".", files=1, framework=None
    )
    report = Report(
        tool=Tool(name="buildcheck", version="0"), project=summary, verdict="fail", stage="plan", findings=(finding,)
    )
    with load(folder) as project:
        return with_excerpts(report, Files(project.source)).findings[0].excerpt


def test_the_line_is_shown(tmp_path: Path) -> None:
    assert excerpt_of(tmp_path, "page.tsx", 2) == Excerpt(first=2, lines=("  second",))


@pytest.mark.parametrize(
    ("path", "line"),
    [("page.tsx", None), ("page.tsx", 3), ("page.tsx", 9), (".env", 1), (".npmrc", 1), ("package-lock.json", 1)],
)
def test_nothing_is_shown(tmp_path: Path, path: str, line: int | None) -> None:
    assert excerpt_of(tmp_path, path, line) is None


def test_lines_of_a_log_say_it_better(tmp_path: Path) -> None:
    assert excerpt_of(tmp_path, "page.tsx", 1, LogLines(step="build", first=1, lines=("x",))) is None


def test_a_line_with_a_secret_is_not_shown(tmp_path: Path) -> None:
    secret = "gh" + "p_" + "q7Rz2LmX9cVb4NfT8wKj3HsD6yPg1AuE5oQi"
    assert excerpt_of(tmp_path, "page.tsx", 1, text=f"const token = '{secret}'\n") is None
