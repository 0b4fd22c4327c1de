"""The search by itself, with oracles of any kind: what it gives is 1-minimal, and it asks no more than it may."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.model.explanation import AttemptOutcome
from buildcheck.trials.minimal import Exhausted, Members, Oracle, Questions, search, shrink, unproven

SIZES = st.integers(min_value=1, max_value=12)


def monotone(needed: Members) -> Oracle:
    return lambda members, _: "passes" if needed <= members else "fails"


def arbitrary(seed: int, size: int, *, incomplete: float = 0.0) -> Oracle:
    """An oracle without any order in it, that passes with everything and fails with nothing."""
    known: dict[Members, AttemptOutcome] = {frozenset(range(size)): "passes"}
    chance = random.Random(seed)

    def answer(members: Members, _: str) -> AttemptOutcome:
        if members not in known:
            rolled = chance.random()
            known[members] = "incomplete" if rolled < incomplete else "passes" if rolled > 0.6 else "fails"
        return known[members]

    return answer


def is_minimal(members: Members, oracle: Oracle) -> bool:
    smaller = (members - {each} for each in members)
    return oracle(members, "") == "passes" and all(oracle(each, "") != "passes" for each in smaller if each)


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Members]:
    size = draw(SIZES)
    return size, frozenset(draw(st.sets(st.integers(0, size - 1), min_size=1)))


@given(cases())
def test_of_a_monotone_oracle_exactly_the_needed_members_are_left(case: tuple[int, Members]) -> None:
    size, needed = case
    ask = Questions(monotone(needed), "fails", 10_000)
    assert shrink(frozenset(range(size)), ask, "passes") == (needed, True)


@given(cases())
def test_of_a_monotone_oracle_every_member_is_shown_to_be_needed(case: tuple[int, Members]) -> None:
    size, needed = case
    ask = Questions(monotone(needed), "fails", 10_000)
    smallest, _ = shrink(frozenset(range(size)), ask, "passes")
    assert unproven(smallest, ask, "passes") == frozenset()


@given(st.integers(), SIZES, st.sampled_from((0.0, 0.4)))
def test_of_any_oracle_the_answer_is_minimal(seed: int, size: int, incomplete: float) -> None:
    oracle = arbitrary(seed, size, incomplete=incomplete)
    smallest, complete = shrink(frozenset(range(size)), Questions(oracle, "fails", 10_000), "passes")
    assert complete
    assert is_minimal(smallest, oracle)


@given(st.integers(min_value=0, max_value=255), st.integers(min_value=1, max_value=8))
def test_one_needed_member_of_many_takes_two_builds_for_each_halving(needed: int, doublings: int) -> None:
    size = 2**doublings
    ask = Questions(monotone(frozenset({needed % size})), "fails", 10_000)
    shrink(frozenset(range(size)), ask, "passes")
    assert len(ask.known) - 1 <= 2 * doublings


@given(st.integers(), SIZES)
def test_no_oracle_is_asked_more_often_than_the_square(seed: int, size: int) -> None:
    ask = Questions(arbitrary(seed, size), "fails", 10_000)
    shrink(frozenset(range(size)), ask, "passes")
    assert len(ask.known) <= size * size + 3 * size + 2


@given(cases(), st.integers(min_value=0, max_value=6))
def test_no_more_is_asked_than_allowed(case: tuple[int, Members], most: int) -> None:
    size, needed = case
    asked = []

    def oracle(members: Members, why: str) -> AttemptOutcome:
        asked.append(members)
        return monotone(needed)(members, why)

    kept, complete = shrink(frozenset(range(size)), Questions(oracle, "fails", most), "passes")
    assert len(asked) <= most
    assert needed <= kept
    assert not complete or kept == needed


def test_nothing_is_asked_twice() -> None:
    asked: list[Members] = []

    def oracle(members: Members, _: str) -> AttemptOutcome:
        asked.append(members)
        return "fails"

    ask = Questions(oracle, "fails", 3)
    assert [ask([1, 2], ""), ask([2, 1], ""), ask([], "")] == ["fails"] * 3
    assert asked == [frozenset({1, 2})]


def test_without_a_question_left_there_is_no_answer() -> None:
    ask = Questions(monotone(frozenset({1})), "fails", 1)
    ask([0], "")
    with pytest.raises(Exhausted):
        ask([1], "")


def test_an_incomplete_build_shows_nothing_to_be_needed() -> None:
    answers: dict[Members, AttemptOutcome] = {
        frozenset({0, 1}): "passes",
        frozenset({0}): "incomplete",
        frozenset({1}): "fails",
    }
    ask = Questions(lambda members, _: answers[members], "fails", 9)
    assert shrink(frozenset({0, 1}), ask, "passes") == (frozenset({0, 1}), True)
    assert unproven(frozenset({0, 1}), ask, "passes") == frozenset({1})


def test_a_fault_that_hides_another_is_followed_from_log_to_log() -> None:
    """Each failure names the one thing that it stops at."""
    needed = (3, 1, 4)
    ask = Questions(monotone(frozenset(needed)), "fails", 9)

    def speaks(members: Members) -> Members:
        return frozenset([next((each for each in needed if each not in members), 0)])

    assert search(ask, "passes", speaks, ()) == frozenset(needed)
    assert len(ask.known) - 1 == 3


def test_where_no_log_speaks_one_tier_is_tried_after_another() -> None:
    ask = Questions(monotone(frozenset({2})), "fails", 9)
    tiers = (frozenset({0}), frozenset({0, 1}), frozenset({0, 1, 2}))
    assert search(ask, "passes", lambda _: (), tiers) == frozenset({0, 1, 2})


def test_what_nothing_turns_is_not_found() -> None:
    ask = Questions(lambda *_: "fails", "fails", 9)
    assert search(ask, "passes", lambda _: (), (frozenset({0, 1}),)) is None
