"""Explanation -> text, for ``buildcheck explain-failure``: the answer, what to do, and the builds that show it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.explanation import Attempt, AttemptOutcome, Explanation, ExplanationState
from buildcheck.reports.view import View, columns, draw, indented, line, plural, seconds, some

_HEADS: dict[ExplanationState, tuple[str, str]] = {
    "explained": ("✔ explained", "bold green"),
    "from-files": ("✔ decided from the files", "bold green"),
    "not-explained": ("✘ not explained", "bold red"),
    "passes-in-both": ("✔ builds in both", "bold green"),
    "gave-up": ("· gave up", "bold yellow"),
    "incomplete": ("· no answer", "bold yellow"),
}
_OUTCOMES: dict[AttemptOutcome, tuple[str, str]] = {
    "passes": ("✔ passes", "green"),
    "fails": ("✘ fails", "red"),
    "incomplete": ("· says nothing", "yellow"),
}
_MOST = 8
_DETAILED = 2


def render(explanation: Explanation, view: View) -> str:
    """Give the explanation as text for ``view``."""
    title = explanation.project or "this project"
    blocks: list[RenderableType] = [line(_HEADS[explanation.state], f"  {title}"), Text()]
    blocks.append(indented(line((explanation.sentence, "bold"))))
    rows = [(line(("fix", "dim")), line(each)) for each in explanation.fixes]
    for factor in explanation.cause if len(explanation.cause) <= _DETAILED else ():
        rows.append((line(("here", "dim")), line(factor.difference.here)))
        rows.append((line(("clean", "dim")), line(factor.difference.clean)))
        if factor.difference.weight == "breaks":
            rows.append((line(("so", "dim")), line(factor.difference.consequence)))
    if rows:
        blocks += [Text(), columns(rows)]
    blocks += [Text(), *_builds(explanation), *_left(explanation)]
    return draw(blocks, view)


def _builds(explanation: Explanation) -> Iterator[RenderableType]:
    extra = max(0, len(explanation.attempts) - 1)
    yield indented(line((f"{plural(extra, 'extra build')}, {seconds(explanation.seconds)} in all", "dim")))
    yield columns([_row(number, each) for number, each in enumerate(explanation.attempts)], indent=4)


def _row(number: int, attempt: Attempt) -> tuple[Text, ...]:
    with_ = some(attempt.factors, 3) if attempt.factors else "nothing of this machine"
    reason = f"{attempt.step}: {attempt.reason}" if attempt.step and attempt.reason else attempt.reason or ""
    return (
        line(f"{number}" if number else "clean"),
        line(f"with {with_}"),
        line(_OUTCOMES[attempt.outcome]),
        line(seconds(attempt.seconds)),
        line((reason, "dim")),
    )


def _left(explanation: Explanation) -> Iterator[RenderableType]:
    if explanation.impossible:
        yield Text()
        yield indented(line(("can't be tried in a Linux container, or was not", "dim")))
        rows = [(line(each.difference.subject), line(each.reason)) for each in explanation.impossible[:_MOST]]
        yield columns(rows, indent=4)
        if len(explanation.impossible) > _MOST:
            yield indented(line((f"and {len(explanation.impossible) - _MOST} more", "dim")), 4)
    if explanation.untried:
        yield Text()
        yield indented(line((f"not tried: {some(explanation.untried)}", "dim")))
