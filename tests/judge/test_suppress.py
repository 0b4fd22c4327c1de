"""What may be put out of the way, and what never is: suppression, milder hits, predictions that a build disproved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from buildcheck.errors import UsageError
from buildcheck.judge import judge
from buildcheck.load import load
from buildcheck.model.check import Check, Evidence, check
from buildcheck.model.log_lines import LogLines
from buildcheck.model.module import Module, Pragma
from buildcheck.model.project import Configuration, Suppression
from buildcheck.model.report import Finding, Hit, Severity, Tool
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from tests.parts import build, plan, project, step

TOOL = Tool(name="buildcheck", version="0")
PLACE = At(path="app/page.tsx", line=3)


def saying(hit: Hit, severity: Severity = "error") -> Check:
    """A check that always says ``hit``."""

    @check(severity)
    def sample(evidence: Evidence) -> Iterable[Hit]:
        """A sample."""
        yield hit

    return sample


def findings(evidence: Evidence, *checks: Check) -> tuple[Finding, ...]:
    return judge(evidence, tool=TOOL, checks=checks).findings


def configured(*rules: Suppression) -> Evidence:
    return Evidence(project=msgspec.structs.replace(project(), configuration=Configuration(ignore=rules)))


@pytest.mark.parametrize(
    ("path", "reason"),
    [(None, "meant"), ("app/", "meant"), ("*.tsx", "meant"), ("pages/", None)],
)
def test_the_configuration_suppresses_by_path(path: str | None, reason: str | None) -> None:
    evidence = configured(Suppression(check="sample", reason="meant", path=path))
    (found,) = findings(evidence, saying(Hit(message="wrong", at=PLACE)))
    assert found.suppressed == reason


@pytest.mark.parametrize(("line", "reason"), [(3, "meant"), (2, "meant"), (1, None), (4, None)])
def test_a_comment_suppresses_its_line_and_the_next(line: int, reason: str | None) -> None:
    module = Module(language="tsx", pragmas=(Pragma(line=line, column=1, checks=("sample",), reason="meant"),))
    evidence = Evidence(project=project(), survey=Survey(modules={"app/page.tsx": module}))
    (found,) = findings(evidence, saying(Hit(message="wrong", at=PLACE)))
    assert found.suppressed == reason


def test_what_was_run_can_not_be_suppressed() -> None:
    evidence = configured(Suppression(check="sample", reason="no"))
    lines = LogLines(step="build", first=1, lines=("Module not found",))
    (found,) = findings(evidence, saying(Hit(message="wrong", evidence=lines)))
    assert found.suppressed is None


def test_a_suppressed_error_does_not_fail() -> None:
    evidence = configured(Suppression(check="sample", reason="meant"))
    assert judge(evidence, tool=TOOL, checks=[saying(Hit(message="wrong"))]).verdict == "pass"


@pytest.mark.parametrize(
    ("of_check", "of_hit", "expected"),
    [
        ("error", None, "error"),
        ("error", "warning", "warning"),
        ("warning", "error", "warning"),
        ("warning", "info", "info"),
    ],
)
def test_a_hit_may_be_milder_than_its_check_never_harsher(
    of_check: Severity, of_hit: Severity | None, expected: Severity
) -> None:
    (found,) = findings(Evidence(project=project()), saying(Hit(message="wrong", severity=of_hit), of_check))
    assert found.severity == expected


def test_a_prediction_that_the_build_disproved_is_withdrawn_and_says_so() -> None:
    foretold = saying(Hit(message="The build fails", at=PLACE, predicts="build"))
    passed = build(step("fetch", outcome="ok"), step(outcome="ok"))
    report = judge(Evidence(project=project(), plan=plan(), builds=(passed,)), tool=TOOL, checks=[foretold])
    assert (report.verdict, report.findings) == ("pass", ())
    (skip,) = report.skipped
    assert "withdrawn" in skip.reason
    assert "app/page.tsx:3" in skip.reason


def test_a_prediction_stands_while_nothing_was_built() -> None:
    foretold = saying(Hit(message="The build fails", predicts="build"))
    assert len(findings(Evidence(project=project(), plan=plan()), foretold)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("buildcheck.toml", '[[ignore]]\ncheck = "sample"\nreason = "meant"\npath = "app/"\n'),
        ("package.json", '{"buildcheck": {"ignore": [{"check": "sample", "reason": "meant", "path": "app/"}]}}'),
    ],
)
def test_the_configuration_is_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / name).write_text(text)
    with load(tmp_path) as loaded:
        assert loaded.configuration == Configuration(
            file=name, ignore=(Suppression(check="sample", reason="meant", path="app/"),)
        )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[[ignore]]\nchek = "sample"\nreason = "x"\n', "check"),
        ('[[ignor]]\ncheck = "sample"\n', "ignore"),
        ('[[ignore]]\ncheck = "sample"\n', "reason"),
        ("[[ignore\n", "Mend"),
    ],
)
def test_a_wrong_configuration_is_an_error_that_names_the_key(tmp_path: Path, text: str, hint: str) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "buildcheck.toml").write_text(text)
    with pytest.raises(UsageError) as caught, load(tmp_path):
        pass
    assert hint in caught.value.do
