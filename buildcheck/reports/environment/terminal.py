"""The table for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment_table import counts, table
from buildcheck.reports.environment_words import is_pressing, live
from buildcheck.reports.view import View, draw, indented, line


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give the variables that somebody has to do something about, or all of them; the last line says what the table
    rests on."""
    name = report.project.name or PurePath(report.project.path).name
    shown = [each for each in report.rows if everything or is_pressing(each)]
    blocks: list[RenderableType] = [line((f"{name}: ", "bold"), _headline(report))]
    if shown:
        blocks += [Text(), table(shown, width=view.width)]
    notes = [*_left_out(report, shown), *_unnamed(report)]
    if notes:
        blocks += [Text(), *(indented(line((each, "dim"))) for each in notes)]
    return draw([*blocks, Text(), line((_ground(report), "dim"))], view)


def _headline(report: EnvironmentReport) -> str:
    return counts(report.rows).plain if report.rows else "it reads no environment variables"


def _left_out(report: EnvironmentReport, shown: list[EnvironmentRow]) -> list[str]:
    rest = [each for each in report.rows if each not in shown]
    kinds = Counter(_kind(each) for each in rest)
    words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return [f"Left out: {words} (--all shows them)."] if words else []


def _kind(row: EnvironmentRow) -> str:
    nothing = row.consequence is not None and row.consequence.effect == "nothing"
    if row.needed == "never":
        return "not needed" if live(row) else "that nothing reads"
    if not row.missing:
        return "given"
    return "optional" if row.optional or nothing else "named by no code"


def _unnamed(report: EnvironmentReport) -> list[str]:
    if not report.unnamed:
        return []
    places = ", ".join(str(each.at) for each in report.unnamed[:3])
    more = " …" if len(report.unnamed) > 3 else ""
    count = len(report.unnamed)
    says = "1 read names" if count == 1 else f"{count} reads name"
    return [f"{says} no variable, so that some may be missing here: {places}{more}"]


def _ground(report: EnvironmentReport) -> str:
    if report.proven is not None:
        return f"What happens without them, and the browser, as a build has shown: {report.proven}."
    return "Only files were read. `buildcheck verify` proves it by a build."
