"""Report -> exit code, for ``verify``, ``check``, ``env`` and ``explain-failure``.

0: nothing at or above the threshold. 1: findings. 75: no verdict, and the network is all that was in the way, so that
the same call may pass later. 3: no verdict for another reason.
"""

from __future__ import annotations

from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.model.explanation import Explanation
from buildcheck.model.report import Report, Severity
from buildcheck.model.settings import FailOn
from buildcheck.reports.environment_words import is_undeclared

EXIT_PASS, EXIT_FINDINGS, EXIT_NO_VERDICT, EXIT_TRANSIENT = 0, 1, 3, 75

_COUNTING: dict[FailOn, tuple[Severity, ...]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}


def exit_code(report: Report, fail_on: FailOn) -> int:
    """Give the exit code. ``fail_on`` chooses which findings count; it never makes a missing verdict a pass."""
    if report.verdict == "incomplete":
        only_network = bool(report.obstacles) and all(each.transient for each in report.obstacles)
        return EXIT_TRANSIENT if only_network else EXIT_NO_VERDICT
    counting = _COUNTING[fail_on]
    found = any(each.severity in counting for each in report.findings if each.suppressed is None)
    # A failed build is an error even if no finding names it.
    failed = report.verdict == "fail" and fail_on != "never"
    return EXIT_FINDINGS if found or failed else EXIT_PASS


def environment_exit_code(report: EnvironmentReport, fail_on: FailOn) -> int:
    """Give the exit code of ``env``: a table is information, so 0, unless ``fail_on`` asks for more."""
    bad = any(each.exposure == "exposed" for each in report.rows)
    doubtful = bad or any(is_undeclared(each) for each in report.rows)
    return EXIT_FINDINGS if {"never": False, "error": bad, "warning": doubtful}[fail_on] else EXIT_PASS


def explanation_exit_code(explanation: Explanation) -> int:
    """Give the exit code of ``explain-failure``: whether a side fails, explained or not."""
    if explanation.state == "incomplete":
        return EXIT_TRANSIENT
    return EXIT_PASS if explanation.state == "passes-in-both" else EXIT_FINDINGS
