"""The answer as a sentence: it says what builds have shown, and no more."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from buildcheck.engines.choose import choose
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.difference import Difference
from buildcheck.model.environment import Inventory
from buildcheck.model.explanation import Change, Factor
from buildcheck.model.settings import Settings
from buildcheck.trials.experiment import Experiment, Result
from buildcheck.trials.minimal import Members
from buildcheck.trials.telling import Story
from buildcheck.trials.vary import Clean
from tests.parts import build, project, step


def factor(subject: str, fact: str, close: str | None = None) -> Factor:
    found = Difference(
        kind="variable", weight="may-break", subject=subject, here="Here.", clean="No.", consequence="", close=close
    )
    because = f"`{subject}` {fact}"
    return Factor(
        kind="variable", subject=subject, change=Change(), difference=found, because=because, given="a made value"
    )


KEYS = [factor(name, "is set only in `.env.local`", f"Name {name}.") for name in ("A_KEY", "B_KEY", "C_KEY")]
FILE = factor("src/a.ts", "was never added to git")


def story(*factors: Factor, cause: str = "unknown", failed: Build | None = None) -> Story:
    told = Cause(
        id=cause,
        title="It broke",
        explanation="So.",
        fix="Mend it.",
        kind="host",
        step="b",
        first_line=1,
        lines=(),
        at="src/page.tsx:3:1",
    )
    clean = Result(build=failed or build(step()), causes=(told,), outcome="fails", reason="It broke")
    experiment = Experiment(
        clean=Clean(project=project(), settings=Settings()),
        inventory=Inventory(),
        engine=choose(Settings(engine="local"), {})[0],
        watch=lambda _: None,
        until=time.monotonic(),
        factors=factors,
        results={frozenset(): clean},
    )
    return Story(experiment=experiment, impossible=())


def members(*places: int) -> Members:
    return frozenset(places)


def test_one_cause() -> None:
    found = story(FILE).found(members(0), "passes", complete=True, doubtful=members())
    assert found.sentence == (
        "Fails in a clean container because `src/a.ts` was never added to git; "
        "with a made value alone the build passes."
    )
    assert (found.state, found.fails) == ("explained", "clean")


def test_alike_causes_are_told_as_one() -> None:
    found = story(*KEYS, FILE).found(members(0, 1, 2, 3), "passes", complete=True, doubtful=members())
    assert (
        "because `A_KEY`, `B_KEY` and `C_KEY` are set only in `.env.local`, and because `src/a.ts` was"
        in found.sentence
    )
    assert found.sentence.endswith("with all 4 the build passes, and without any one of them it fails.")
    assert found.fixes == ("Name A_KEY.", "Name B_KEY.", "Name C_KEY.")


def test_a_folder_and_the_files_in_it_are_told_as_one() -> None:
    rule = "ignored by `.gitignore:46` (`lib/`)"
    files = replace(FILE, because=f"`lib/a.ts`, `lib/b.ts`, `lib/c.ts` and 1 more are {rule}")
    rest = replace(FILE, because=f"the rest of `lib/` is {rule}")
    found = story(files, rest).found(members(0, 1), "passes", complete=True, doubtful=members())
    assert f"`lib/c.ts` and 1 more and the rest of `lib/` are {rule}; with both" in found.sentence


def test_the_other_way_round() -> None:
    found = story(FILE).found(members(0), "fails", complete=True, doubtful=members())
    assert found.sentence.startswith("Builds in a clean container, and fails here because `src/a.ts` was never added")
    assert (found.state, found.fails) == ("explained", "machine")


def test_what_was_not_shown_is_not_claimed() -> None:
    found = story(*KEYS).found(members(0, 1), "passes", complete=True, doubtful=members(1))
    assert found.sentence.endswith(" That B_KEY is needed could not be shown.")
    assert found.unproven == ("B_KEY",)


def test_a_set_that_was_not_made_small_is_no_cause() -> None:
    found = story(*KEYS).found(members(0, 1, 2), "passes", complete=False, doubtful=members())
    assert found.state == "gave-up"
    assert "which of them are needed was not found within the limit" in found.sentence
    assert "because" not in found.sentence


def test_what_nothing_turns_says_what_it_fails_for() -> None:
    found = story(FILE).not_found("passes")
    assert (found.state, found.fixes) == ("not-explained", ("Mend it.",))
    assert found.sentence.endswith("What it fails for: It broke (src/page.tsx:3:1).")


def test_files_decide_what_no_container_can_be_without() -> None:
    found = story(cause="import-case-mismatch").not_found("passes")
    assert (found.state, found.fixes) == ("from-files", ("Mend it.",))
    assert found.sentence == "Fails in a clean container: It broke (src/page.tsx:3:1). So."


@pytest.mark.parametrize("wanted", ["passes", "fails"])
def test_the_limit_is_named(wanted: str) -> None:
    found = story(FILE).gave_up("passes" if wanted == "passes" else "fails")
    assert (found.state, found.cause) == ("gave-up", ())
    assert "within the limit" in found.sentence


def test_a_clean_build_that_says_nothing_is_no_verdict() -> None:
    found = story().incomplete()
    assert (found.state, found.fails) == ("incomplete", "unknown")
    assert "It broke" in found.sentence
