"""Report -> text for a person at a terminal: the verdict first, then what caused it, then how the answer was found."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.report import Report
from buildcheck.reports.terminal.environment import environment
from buildcheck.reports.terminal.machine import machine
from buildcheck.reports.terminal.problem import problems, suppressed
from buildcheck.reports.terminal.run import contacts, plan, remarks, steps, unverified
from buildcheck.reports.terminal.verdict import headline, last_line
from buildcheck.reports.view import View, draw


def render(report: Report, view: View) -> str:
    """Give ``report`` as text for ``view``; it ends with the line that says how far the run got."""
    sections = (
        headline(report),
        *problems(report),
        plan(report),
        steps(report),
        contacts(report),
        environment(report, view),
        machine(report),
        remarks(report),
        suppressed(report),
        unverified(report),
        last_line(report, view),
    )
    return draw(_spaced(sections), view)


def _spaced(sections: tuple[list[RenderableType], ...]) -> list[RenderableType]:
    blocks: list[RenderableType] = []
    for section in filter(None, sections):
        blocks += [Text(), *section] if blocks else section
    return blocks
