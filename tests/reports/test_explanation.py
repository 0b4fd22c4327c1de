"""The answer of ``explain-failure`` for people, and that its sentence says what was shown and no more."""

from __future__ import annotations

import msgspec
import pytest

from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Attempt, Change, Explanation, ExplanationState, Factor, NotTried
from buildcheck.reports.explanation import render
from buildcheck.reports.json import encode
from buildcheck.reports.view import View
from tests.reports.golden import kept

FILE = Difference(
    kind="file",
    weight="breaks",
    subject="src/lib/utils.ts",
    here="src/lib/utils.ts is on this disk; .gitignore:14 ignores it (`lib/`).",
    clean="It is not there.",
    consequence="src/app/page.tsx:3 can't find it.",
    close="Narrow the rule in .gitignore:14, for example to `/lib/`, then git add src/lib/utils.ts.",
)
LINK = Difference(
    kind="package", weight="may-break", subject="ui", here="A link.", clean="1.0.0.", consequence="Other."
)
FACTOR = Factor(
    kind="file",
    subject="src/lib/utils.ts",
    change=Change(files=("src/lib/utils.ts",)),
    difference=FILE,
    because="`src/lib/utils.ts` is ignored by `.gitignore:14` (`lib/`)",
    given="that file",
)
EXPLAINED = Explanation(
    project="shop",
    state="explained",
    fails="clean",
    sentence="Fails in a clean container because `src/lib/utils.ts` is ignored by `.gitignore:14` (`lib/`); with that "
    "file alone the build passes.",
    fixes=(FILE.close or "",),
    cause=(FACTOR,),
    attempts=(
        Attempt(factors=(), why="", outcome="fails", reason="A file is missing", step="npm run build", seconds=31.4),
        Attempt(
            factors=("DATABASE_URL",), why="", outcome="incomplete", reason="the registry", step="npm ci", seconds=1
        ),
        Attempt(factors=("src/lib/utils.ts",), why="the log speaks for it", outcome="passes", seconds=28.0),
    ),
    impossible=(NotTried(difference=LINK, reason="What the link leads to lies outside of the project."),),
    untried=("node",),
    seconds=60.4,
)


@pytest.mark.parametrize("width", [80, 120])
def test_it_looks_as_it_was_accepted(width: int) -> None:
    shown = render(EXPLAINED, View(width=width))
    assert shown == kept(f"explanation-{width}.txt", shown)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert max(map(len, render(EXPLAINED, View(width=width)).splitlines())) <= width


@pytest.mark.parametrize("state", ["from-files", "not-explained", "passes-in-both", "gave-up", "incomplete"])
def test_every_state_has_its_words(state: ExplanationState) -> None:
    found = Explanation(project=None, state=state, fails="unknown", sentence="So it is.")
    assert "So it is." in render(found, View())


def test_nothing_hostile_gets_through() -> None:
    hostile = Attempt(factors=("\x1b[31m::error::x",), why="", outcome="fails", reason="\x1b]0;x\x07", seconds=1)
    shown = render(Explanation(state="not-explained", fails="clean", sentence="\x1b[2J", attempts=(hostile,)), View())
    assert "\x1b" not in shown
    assert "\n::error" not in shown


def test_the_json_is_the_model() -> None:
    assert msgspec.json.decode(encode(EXPLAINED), type=Explanation) == EXPLAINED
