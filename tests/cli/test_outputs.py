"""Where reports go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from buildcheck.cli.outputs import publish
from buildcheck.cli.quantities import Output
from buildcheck.errors import UsageError
from tests.reports.sample import FAIL, PASS


def test_without_a_format_the_terminal_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    publish(PASS, (), exit_code=0, no_color=False)
    out, err = capsys.readouterr()
    assert out.startswith("✔ pass")
    assert err == ""


def test_a_file_comes_besides_the_terminal_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.json"
    publish(FAIL, (Output("json", file),), exit_code=1, no_color=False)
    assert capsys.readouterr().out.startswith("✘ fail")
    assert json.loads(file.read_text(encoding="utf-8"))["verdict"] == "fail"


def test_another_format_takes_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.txt"
    publish(FAIL, (Output("json"), Output("terminal", file)), exit_code=1, no_color=False)
    assert json.loads(capsys.readouterr().out)["verdict"] == "fail"
    assert file.read_text(encoding="utf-8").startswith("✘ fail")


def test_a_file_that_cannot_be_written_is_an_error_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="could not be written"):
        publish(PASS, (Output("json", tmp_path / "no" / "folder"),), exit_code=0, no_color=False)
