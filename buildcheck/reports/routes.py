"""Report -> the table of the routes that the framework makes of the source, for a person at a terminal."""

from __future__ import annotations

from rich.text import Text

from buildcheck.model.next_app import Route
from buildcheck.model.report import Report
from buildcheck.reports.view import View, columns, draw, line, plural

_NO_ROUTES = "No routes are known: they are read for Next.js apps, and this is none.\n"


def render(report: Report, view: View) -> str:
    """Give a line for each route: its URL, what it is, which router serves it, its file; sorted by URL."""
    if report.routes is None:
        return _NO_ROUTES
    routes = sorted(report.routes, key=lambda each: (each.kind == "special", each.url, each.entry))
    heading = line((f"{report.project.name or report.project.path}: {plural(len(routes), 'route')}", "bold"))
    return draw([heading, columns([_row(each) for each in routes])], view)


def _row(route: Route) -> tuple[Text, ...]:
    marks = [*(f"@{slot}" for slot in route.slots), *(("intercepts",) if route.intercepts else ())]
    return (
        line((route.url, "bold")),
        line(route.kind),
        line((route.router, "cyan")),
        line((route.path, "dim")),
        line((" ".join(marks), "dim")),
    )
