"""`EnvironmentReport` -> text: the table, and lists of what a host must be given; a module for each format.

A format is a module of this folder with ``render(report, view, everything)``; ``_`` of its name is ``-`` on the command
line. No format ever holds a value.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buildcheck.model.environment_report import EnvironmentReport
    from buildcheck.reports.view import View

FORMATS = ("terminal", "json", "dotenv-example", "markdown", "vercel", "docker", "github")
"""Written out, since ``--help`` must not look for files; a test holds them to the folder."""


def render(name: str, report: EnvironmentReport, view: View, *, everything: bool = False) -> str:
    """Give ``report`` in the format called ``name`` (a member of `FORMATS`): text that ends with a line feed.

    ``everything``: the table also has what is optional, given or unused.
    """
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    text: str = module.render(report, view, everything)
    return text
