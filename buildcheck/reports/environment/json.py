"""The table for programs: every field of `EnvironmentReport`, as the JSON report writes its values."""

from __future__ import annotations

from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.json import encode
from buildcheck.reports.view import View


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give all rows; neither the view nor ``everything`` changes that."""
    return encode(report)
