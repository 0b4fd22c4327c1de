"""Minimised -> text, for ``buildcheck minimise``: what is left, and how far it got."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.minimised import Minimised
from buildcheck.reports.view import View, columns, draw, indented, line, plural, seconds

_MOST = 30


def render(found: Minimised, view: View) -> str:
    """Give the result as text for ``view``."""
    failure = found.failure
    blocks: list[RenderableType] = [
        line(("minimise", "bold cyan"), f"  {failure.step}: {failure.outcome}  ({failure.cause})"),
        indented(line((found.line or failure.line, "dim"))),
        Text(),
        columns(
            [
                (line("files"), line(f"{len(found.kept):,} of {found.files:,}")),
                (line("packages"), line(f"{found.packages - len(found.dropped):,} of {found.packages:,}")),
            ]
        ),
        Text(),
        *(indented(line(each), by=4) for each in found.kept[:_MOST]),
    ]
    if len(found.kept) > _MOST:
        blocks.append(indented(line(f"and {len(found.kept) - _MOST:,} more"), by=4))
    blocks += [Text(), *(indented(line(each)) for each in found.why_not)]
    if found.minimal:
        blocks.append(indented(line("Without any single one of these it no longer fails so.")))
    made = f"{plural(found.builds, 'build')} in {seconds(found.seconds)}"
    blocks.append(line(f"written to {found.folder} after {made}" if found.folder else made))
    return draw(blocks, view)
