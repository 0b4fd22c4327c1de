"""Replay -> text: what the bundle says, whether the answer is the same here, where it is not, and what else was not
the same."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.bundle import Replay, ReplayDifference
from buildcheck.model.report import Report
from buildcheck.reports.terminal.machine import machine
from buildcheck.reports.terminal.problem import problems
from buildcheck.reports.terminal.verdict import headline
from buildcheck.reports.view import View, columns, draw, indented, line, plural

_LONGEST = 400
_MOST = 30


def render(found: Replay, view: View) -> str:
    """Give the comparison as text for ``view``."""
    report = found.report
    blocks: list[RenderableType] = [*_told(found.there), Text()]
    blocks.append(
        line(("replay", "bold cyan"), f"  {report.project.name or 'the project'}: the same run on this machine")
    )
    deciding = [each for each in found.differences if each.decides]
    others = [each for each in found.differences if not each.decides]
    blocks += _section("the answer differs", deciding)
    blocks += _section("what else is not the same" if found.same else "what may be why", others)
    for each in report.obstacles:
        rows = [(line((label, "dim")), line(text)) for label, text in (("why", each.why), ("do", each.do)) if text]
        blocks += [Text(), indented(line(("no verdict here  ", "bold yellow"), each.what)), columns(rows, indent=4)]
    return draw([*blocks, Text(), _last_line(found)], view)


def _last_line(found: Replay) -> Text:
    there, here = found.there.verdict, found.report.verdict
    if found.same:
        return line((f"same: {here}, {plural(len(found.report.findings), 'finding')}", "bold green"))
    if here == "incomplete":
        return line((f"no answer here: there {there}; it is not known whether it would be the same", "bold yellow"))
    verdicts = f"there {there}, here {here}" if there != here else f"{there} on both sides, in another way"
    return line((f"differs: {verdicts}", "bold red"))


def _told(there: Report) -> list[RenderableType]:
    """Give what the run in the bundle said: whoever got the file has nothing else of it."""
    sections = (headline(there), *problems(there), machine(there, whose="its machine", see="in report.json"))
    blocks: list[RenderableType] = [line(("in the bundle", "bold cyan"))]
    for section in filter(None, sections):
        blocks += [Text(), *section]
    return blocks


def _section(title: str, differences: list[ReplayDifference]) -> list[RenderableType]:
    if not differences:
        return []
    blocks: list[RenderableType] = [Text(), indented(line((title, "bold")))]
    for each in differences[:_MOST]:
        blocks.append(indented(line((each.subject, "bold"), (f"  {each.part}", "dim")), by=4))
        rows = [(line(("there", "dim")), line(_cut(each.there))), (line(("here", "dim")), line(_cut(each.here)))]
        blocks.append(columns(rows, indent=6))
    if len(differences) > _MOST:
        blocks.append(indented(line(f"and {len(differences) - _MOST:,} more"), by=4))
    return blocks


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
