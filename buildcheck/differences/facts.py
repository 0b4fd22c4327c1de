"""One thing that is known of a machine or a project, so that two of them can be held beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from buildcheck.model.difference import Contrast, DifferenceKind, DifferenceWeight

_WEIGHTS: tuple[DifferenceWeight, ...] = get_args(DifferenceWeight)
_KINDS: tuple[DifferenceKind, ...] = get_args(DifferenceKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """``text`` is what is known of ``subject``; facts with equal texts do not differ. ``weight`` is what a difference
    can do, ``near`` what it can do where both sides have the same ``line`` (the major version), ``alone`` what it
    can do where the other side has nothing of it."""

    kind: DifferenceKind
    subject: str
    text: str
    weight: DifferenceWeight
    line: str | None = None
    near: DifferenceWeight | None = None
    alone: DifferenceWeight | None = None


def contrasts(first: Iterable[Fact], second: Iterable[Fact]) -> tuple[Contrast, ...]:
    """Give where the facts of two sides differ, the weightiest first."""
    here, there = ({(each.kind, each.subject): each for each in facts} for facts in (first, second))
    found = _contrasts(here, there)
    return tuple(sorted(found, key=lambda each: (_WEIGHTS.index(each.weight), _KINDS.index(each.kind), each.subject)))


def _contrasts(
    here: dict[tuple[DifferenceKind, str], Fact], there: dict[tuple[DifferenceKind, str], Fact]
) -> Iterator[Contrast]:
    for kind, subject in dict.fromkeys((*here, *there)):
        first, second = here.get((kind, subject)), there.get((kind, subject))
        texts = [each.text if each is not None else None for each in (first, second)]
        if texts[0] != texts[1]:
            yield Contrast(kind=kind, subject=subject, weight=_weight(first, second), first=texts[0], second=texts[1])


def _weight(first: Fact | None, second: Fact | None) -> DifferenceWeight:
    if first is not None and second is not None and first.line is not None and first.line == second.line:
        return first.near or first.weight
    known = [each for each in (first, second) if each is not None]
    if len(known) == 1 and known[0].alone is not None:
        return known[0].alone
    return min((each.weight for each in known), key=_WEIGHTS.index)


def line_of(version: str | None) -> str | None:
    """Give the part of a version within which releases promise to be compatible: ``2``, and ``0.3`` before 1.0."""
    if version is None:
        return None
    major, _, rest = version.partition(".")
    return f"0.{rest.partition('.')[0]}" if major == "0" else major
