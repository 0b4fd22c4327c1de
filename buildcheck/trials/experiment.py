"""Builds with some of a machine's differences: the oracle of `buildcheck.trials.minimal`, and the record of what was
asked."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from buildcheck.engines.base import Engine, Event, Watch
from buildcheck.errors import BuildcheckError
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory
from buildcheck.model.explanation import Attempt, AttemptOutcome, ExtraPackage, Factor
from buildcheck.trials.minimal import Exhausted, Members
from buildcheck.trials.runner import Runner
from buildcheck.trials.speaking import spoken_for
from buildcheck.trials.suspects import blamed
from buildcheck.trials.vary import Clean, Variation, combined, vary

_CAUSE_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A build, and why it failed."""

    build: Build
    causes: tuple[Cause, ...]
    outcome: AttemptOutcome
    reason: str | None


@dataclass(slots=True, kw_only=True)
class Experiment:
    """``until`` is the time (of ``time.monotonic``) after which no further build is begun. ``attempts`` are the builds
    that were made, ``unusable`` the factors that none could be made with, with the reason."""

    clean: Clean
    inventory: Inventory
    engine: Engine
    watch: Watch
    until: float
    factors: Sequence[Factor] = ()
    attempts: list[Attempt] = field(default_factory=list)
    results: dict[Members, Result] = field(default_factory=dict)
    unusable: dict[int, str] = field(default_factory=dict)

    def __call__(self, members: Members, why: str) -> AttemptOutcome:
        """Build with the factors ``members``, less those that can't be made.

        Raises:
            EngineError: the engine broke.
            TransientError: something that the engine needs could not be downloaded.
            Exhausted: the time is over.
        """
        while (usable := members.difference(self.unusable)) not in self.results:
            if self.attempts and time.monotonic() >= self.until:
                raise Exhausted
            self._attempt(usable, why)
        return self.results[usable].outcome

    def speaks(self, members: Members) -> Members:
        """Give the other factors that the failure with ``members`` is about, and the kin that these have among them."""
        told = self.blames(members, frozenset(range(len(self.factors))) - members)
        kin = {self.factors[each].kin for each in told} & {self.factors[each].kin for each in members} - {None}
        return told | {place for place, each in enumerate(self.factors) if each.kin in kin}

    def blames(self, members: Members, among: Members) -> Members:
        """Give those of ``among`` that the failure with ``members`` is about."""
        result = self.results.get(members.difference(self.unusable))
        if result is None:
            return frozenset()
        places = sorted(among.difference(self.unusable))
        told = spoken_for([self.factors[each] for each in places], result.build, result.causes, self.inventory)
        return frozenset(each for each in places if self.factors[each] in told)

    def _attempt(self, members: Members, why: str) -> None:
        chosen = [self.factors[each] for each in sorted(members)]
        names = tuple(each.subject for each in chosen)
        started = time.monotonic()
        self.watch(Event(kind="prepare", text=_progress(len(self.attempts), names, why)))
        try:
            variation = vary(self.clean, combined(each.change for each in chosen))
            result, failed = self._run(variation)
        except BuildcheckError as error:
            # A Node or a package manager that can't be had here is no reason to end: the rest can be tried.
            if not self._drop(members, error.what, versions=True):
                raise
            return
        if failed is not None and self._drop(members, f"npm could not install {failed.name}", package=failed):
            return
        self.results[members] = result
        step = result.build.failed.name if result.build.failed is not None else None
        self.attempts.append(
            Attempt(
                factors=names,
                why=why,
                outcome=result.outcome,
                reason=result.reason,
                step=step,
                seconds=round(time.monotonic() - started, 1),
            )
        )

    def _run(self, variation: Variation) -> tuple[Result, ExtraPackage | None]:
        """Build. Gives also the package that could not be brought, where that is what failed."""
        runner = Runner(
            plan=variation.plan,
            project=variation.project,
            inventory=self.inventory,
            engine=self.engine,
            watch=self.watch,
            values={},
            shown=self.clean.made.ordinary,
        )
        done = runner(variation.values, "")
        causes = runner.causes(done)
        if done.failed is not None and done.failed.name in variation.own:
            reason = f"the step `{done.failed.name}` failed, which is none of the project's own"
            result = Result(build=done, causes=causes, outcome="incomplete", reason=reason)
            return result, variation.own[done.failed.name]
        return self._judged(done, causes, variation.values), None

    def _judged(self, done: Build, causes: tuple[Cause, ...], values: Mapping[str, str]) -> Result:
        outcome: AttemptOutcome = "passes" if done.failed is None else "fails"
        reason = causes[0].title[:_CAUSE_LENGTH] if causes else None
        stumbled = blamed(done, causes, self.clean.made, self.inventory) if values else ()
        if causes and causes[0].kind == "infrastructure":
            outcome = "incomplete"
        elif in_the_way := [name for name in stumbled if name in values]:
            outcome, reason = "incomplete", f"the made value of {', '.join(in_the_way)} is in the way: {reason}"
        return Result(build=done, causes=causes, outcome=outcome, reason=reason)

    def _drop(
        self, members: Members, reason: str, *, versions: bool = False, package: ExtraPackage | None = None
    ) -> bool:
        """Note which of ``members`` can't be made; gives whether there is any."""
        found = {}
        for place in members:
            change = self.factors[place].change
            if package in change.packages or (versions and (change.node or change.manager)):
                found[place] = reason
        self.unusable |= found
        return bool(found)


def _progress(number: int, names: Sequence[str], why: str) -> str:
    if number == 0:
        return "the clean build, without anything of this machine"
    listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"extra build {number}, with {listed}: {why}"
