"""buildcheck's verdict on each recorded case is that of the real build: accepted with the same routes, or refused."""

from __future__ import annotations

from collections import Counter
from functools import cache

import msgspec
import pytest
import yaml

from tests.differential.case import HERE, Case, cases, generated, seeds
from tests.differential.record import recorded
from tests.differential.targets import TARGETS, Target
from tests.differential.verdict import disagreement, verdict

LEAST_RECORDED = 400


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A disagreement that is accepted, with its reason. ``target`` ``*`` stands for all."""

    target: str
    case: str
    why: str


@cache
def known() -> tuple[Known, ...]:
    """Read the list."""
    text = (HERE / "known_disagreements.yaml").read_text()
    return msgspec.convert(yaml.safe_load(text), tuple[Known, ...])


def is_known(target: Target, case: Case) -> bool:
    """Whether the list has it."""
    return any(each.case == case.name and each.target in ("*", target.name) for each in known())


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name)
def test_says_what_the_real_build_says(target: Target) -> None:
    results = recorded(target)
    wrong = []
    for case in cases(target):
        if case.name not in results:
            continue
        found = disagreement(verdict(case, target), results[case.name])
        if is_known(target, case):
            if found is None:
                wrong.append(f"{case.name}: known_disagreements.yaml has it, and there is none any more")
        elif found is not None:
            wrong.append(f"{case.name}: {found}\n    {' '.join(case.files)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name)
def test_the_recordings_are_of_these_cases(target: Target) -> None:
    keys = {each.name: each.key() for each in cases(target)}
    old = [name for name, each in recorded(target).items() if keys.get(name) != each.key]
    assert not old, f"changed since they were recorded, `make record` builds them: {old}"


def test_each_known_disagreement_is_about_a_recorded_case_and_has_a_reason() -> None:
    for each in known():
        targets = [target for target in TARGETS if each.target in ("*", target.name)]
        assert targets, each
        assert any(each.case in recorded(target) for target in targets), each
        assert len(each.why) > 20, each


def test_the_recordings_are_many_and_of_both_kinds() -> None:
    outcomes = Counter(each.outcome for target in TARGETS for each in recorded(target).values())
    assert outcomes.total() >= LEAST_RECORDED, outcomes
    assert min(outcomes["accepted"], outcomes["refused"]) * 4 >= outcomes.total(), outcomes


def test_no_two_cases_have_one_name() -> None:
    names = Counter(each.name for each in (*seeds(), *generated()))
    assert names.total() == len(names), names.most_common(3)
