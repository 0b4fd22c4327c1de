"""Report -> exit code."""

from __future__ import annotations

import msgspec
import pytest

from buildcheck.cli.verdict import exit_code, explanation_exit_code
from buildcheck.model.explanation import Explanation, ExplanationState
from buildcheck.model.report import Finding, Obstacle, Severity
from buildcheck.model.settings import FailOn
from tests.reports.sample import FAIL, INCOMPLETE, PASS


def _finding(severity: Severity, suppressed: str | None = None) -> Finding:
    return Finding(check="a", severity=severity, message="m", fingerprint="f", suppressed=suppressed)


@pytest.mark.parametrize(
    ("severity", "codes"),
    [("error", (1, 1, 0)), ("warning", (0, 1, 0)), ("info", (0, 0, 0))],
)
def test_findings_count_from_the_threshold_up(severity: Severity, codes: tuple[int, ...]) -> None:
    report = msgspec.structs.replace(PASS, findings=(_finding(severity),))
    thresholds: tuple[FailOn, ...] = ("error", "warning", "never")
    assert tuple(exit_code(report, each) for each in thresholds) == codes


def test_a_suppressed_finding_does_not_count() -> None:
    assert exit_code(msgspec.structs.replace(PASS, findings=(_finding("error", "known"),)), "error") == 0


def test_a_failed_build_counts_without_a_finding() -> None:
    failed = msgspec.structs.replace(FAIL, findings=())
    assert (exit_code(failed, "error"), exit_code(failed, "never")) == (1, 0)


def test_a_missing_verdict_is_never_a_pass() -> None:
    network = Obstacle(what="w", why="y", do="d", transient=True)
    engine = Obstacle(what="w", why="y", do="d", transient=False)
    for obstacles, code in (((network,), 75), ((engine,), 3), ((network, engine), 3), ((), 3)):
        report = msgspec.structs.replace(INCOMPLETE, obstacles=obstacles)
        assert exit_code(report, "never") == code


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("explained", 1),
        ("from-files", 1),
        ("not-explained", 1),
        ("gave-up", 1),
        ("passes-in-both", 0),
        ("incomplete", 75),
    ],
)
def test_an_explanation_says_whether_a_side_fails(state: ExplanationState, code: int) -> None:
    assert explanation_exit_code(Explanation(state=state, fails="unknown", sentence="s")) == code
