"""Report -> text: the formats, by name. A module is imported when its format is asked for, since some are heavy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buildcheck.model.report import Report
    from buildcheck.reports.view import View

FORMATS = {
    "terminal": "buildcheck.reports.terminal",
    "json": "buildcheck.reports.json",
}


def render(name: str, report: Report, view: View) -> str:
    """Give ``report`` in the format called ``name`` (a key of `FORMATS`): text that ends with a line feed."""
    text: str = import_module(FORMATS[name]).render(report, view)
    return text
