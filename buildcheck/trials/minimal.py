"""Which members of a set turn an outcome: delta debugging over an ordered sequence, with any oracle.

Members are numbers: places in a sequence whose first members are the most telling. A set *turns* when the oracle gives
the wanted outcome for it. What comes out is 1-minimal: without any single member it no longer turns (Zeller and
Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002, definition 10). An outcome of ``incomplete`` is
no evidence: such a set neither turns, nor does it show that what it lacks is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from buildcheck.model.explanation import AttemptOutcome

Members = frozenset[int]
Oracle = Callable[[Members, str], AttemptOutcome]
"""Gives the outcome with exactly these members; the text says why it is asked."""


class Exhausted(Exception):
    """No further question may be asked."""


class Questions:
    """Asks each question once, and at most ``most``. ``known`` are the answers; that for no member at all is there from
    the beginning."""

    def __init__(self, oracle: Oracle, baseline: AttemptOutcome, most: int) -> None:
        self._oracle = oracle
        self._left = most
        self.known: dict[Members, AttemptOutcome] = {frozenset(): baseline}

    def __call__(self, members: Iterable[int], why: str) -> AttemptOutcome:
        """Give the outcome with ``members``.

        Raises:
            Exhausted: it is not known, and no question is left.
        """
        key = frozenset(members)
        if key not in self.known:
            if self._left <= 0:
                raise Exhausted
            self._left -= 1
            self.known[key] = self._oracle(key, why)
        return self.known[key]


def search(
    ask: Questions, wanted: AttemptOutcome, speaks: Callable[[Members], Collection[int]], tiers: Sequence[Members]
) -> Members | None:
    """Give a set that turns, ``None`` where none was found.

    First those members are added that the failure without them speaks for, as long as each failure speaks for another;
    then one tier after another, all of its members at once.

    Raises:
        Exhausted: see `Questions`.
    """
    chosen: Members = frozenset()
    while told := frozenset(speaks(chosen)) - chosen:
        chosen |= told
        if ask(chosen, "the log speaks for it" if len(told) == 1 else "the log speaks for them") == wanted:
            return chosen
    for tier in tiers:
        for more in dict.fromkeys((tier | chosen, tier)):
            if more and ask(more, "all of these at once") == wanted:
                return more
    return None


def shrink(members: Members, ask: Questions, wanted: AttemptOutcome) -> tuple[Members, bool]:
    """Give a part of ``members``, which turn, and whether it is 1-minimal: not where no question was left.

    This is ddmin without its tests of single parts: at granularity two these are the complements, and above they cost
    more than they bring where few members matter. The last members, which the least speaks for, are left out first.
    """
    rest, parts = sorted(members), 2
    try:
        while len(rest) > 1:
            size = max(1, len(rest) // parts)
            kept = next((each for each in _complements(rest, size) if ask(each, "is the rest needed?") == wanted), None)
            if kept is not None:
                rest, parts = kept, max(parts - 1, 2)
            elif size == 1:
                break
            else:
                parts = min(len(rest), parts * 2)
    except Exhausted:
        return frozenset(rest), False
    return frozenset(rest), True


def _complements(members: Sequence[int], size: int) -> Iterable[list[int]]:
    for start in range(len(members) - size, -size, -size):
        kept = [*members[: max(start, 0)], *members[start + size :]]
        if kept:
            yield kept


def unproven(members: Members, ask: Questions, wanted: AttemptOutcome) -> Members:
    """Give the members that no answer shows to be needed: with all others the outcome was ``incomplete``, or nobody
    asked."""
    against = {"passes": "fails", "fails": "passes"}.get(wanted)
    return frozenset(each for each in members if ask.known.get(members - {each}) != against)
