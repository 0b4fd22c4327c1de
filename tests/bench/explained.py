"""`buildcheck explain-failure` on every described machine of ``fixtures/explained--*``: the builds beside the clean
one, and the minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from buildcheck.model.settings import Settings
from buildcheck.pipeline.explain_failure import explain_failure
from tests.explained.cases import explained_names, machine_of, read_explained


class Explained(NamedTuple):
    """``right``: the cause is the one that the case names. Seconds are those of all builds, the clean one included."""

    case: str
    right: bool
    builds: int
    clean: float
    seconds: float


def measure(folder: Path, say: Callable[[str], None]) -> list[Explained]:
    """Explain each case once."""
    figures = []
    for name in explained_names():
        say(f"explain-failure, {name}")
        developer, case = machine_of(name, folder / name), read_explained(name)
        found = explain_failure(developer.project, Settings(), lambda _: None, developer.env(), builds=12, seconds=1800)
        right = (found.state, {each.subject for each in found.cause}) == (case.state, set(case.cause))
        clean, *extra = (each.seconds for each in found.attempts)
        figures.append(Explained(name, right, len(extra), clean, found.seconds))
    return figures


def table(figures: list[Explained]) -> str:
    """Give the figures, and their sum."""
    lines = [f"{'explain-failure':44} {'cause':6} {'extra builds':>12} {'clean':>8} {'in all':>8}"]
    for each in figures:
        name, right = each.case.removeprefix("explained--"), "right" if each.right else "WRONG"
        lines.append(f"{name:44} {right:6} {each.builds:12} {each.clean:6.1f} s {each.seconds:6.1f} s")
    builds = [each.builds for each in figures]
    minutes = sum(each.seconds for each in figures) / 60
    wrong = sum(not each.right for each in figures)
    lines.append(
        f"{len(figures)} cases, {wrong} wrong; extra builds: median {median(builds):.0f}, most {max(builds)}, "
        f"{sum(builds)} in all; {minutes:.1f} minutes"
    )
    return "\n".join(lines)
