"""What experiments showed -> an `Explanation`, with its answer as one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buildcheck.model.check import Cause
from buildcheck.model.explanation import AttemptOutcome, Explanation, ExplanationState, Factor, NotTried, Side
from buildcheck.trials.experiment import Experiment
from buildcheck.trials.minimal import Members

DECIDED_BY_FILES = ("import-case-mismatch", "windows-path", "windows-shell-syntax")
"""Diagnoses of differences that no Linux container can make: the files say which it is."""

_DOES: dict[AttemptOutcome, str] = {"passes": "Fails", "fails": "Builds"}
"""What the clean build does, by the outcome that is looked for."""
_IS = re.compile(
    r"(?P<name>(?:the rest of )?`[^`]+`(?:, `[^`]+`)*(?: and \d+ more)?) (?P<verb>is|are|was|were) (?P<fact>.+)"
)
_PLURALS = {"is": "are", "was": "were"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """``impossible`` are the differences that can't be tried, ``told`` the factors that the clean failure is about."""

    experiment: Experiment
    impossible: tuple[NotTried, ...]
    told: Members = frozenset()

    @property
    def is_decided_by_files(self) -> bool:
        """Whether the clean build fails for something that no container can be without, and no factor is named."""
        causes = self.experiment.results[frozenset()].causes
        decided = bool(causes) and causes[0].id in DECIDED_BY_FILES
        return (decided or bool(self._named)) and not self.experiment.speaks(frozenset())

    @property
    def _named(self) -> tuple[NotTried, ...]:
        return tuple(each for each in (*self.impossible, *self._unusable) if each.named)

    @property
    def _unusable(self) -> tuple[NotTried, ...]:
        lab = self.experiment
        return tuple(
            NotTried(difference=lab.factors[place].difference, reason=f"{reason}.", named=place in self.told)
            for place, reason in sorted(lab.unusable.items())
        )

    @property
    def _place(self) -> str:
        engine = self.experiment.results[frozenset()].build.isolation.engine
        return "a clean container" if engine == "docker" else "a clean copy"

    def found(self, members: Members, wanted: AttemptOutcome, *, complete: bool, doubtful: Members) -> Explanation:
        """Tell the smallest set; ``complete`` is whether it is known to be that."""
        cause = self._factors(members)
        subjects = tuple(each.subject for each in self._factors(doubtful)) if complete else ()
        return self._told(
            "explained" if complete else "gave-up",
            wanted,
            _because(cause, wanted, self._place, complete=complete) + _doubt(subjects),
            cause=cause,
            unproven=subjects,
        )

    def gave_up(self, wanted: AttemptOutcome) -> Explanation:
        """Tell that the limit was reached before anything turned the outcome."""
        side = f"{_DOES[wanted]} in {self._place}"
        return self._told("gave-up", wanted, f"{side}; what of this machine decides it was not found within the limit.")

    def not_found(self, wanted: AttemptOutcome) -> Explanation:
        """Tell that nothing which can be tried turned the outcome."""
        if wanted == "fails":
            return self._builds_in_both()
        first = next(iter(self.experiment.results[frozenset()].causes), None)
        if self._named:
            facts = " ".join(f"{each.difference.here} {each.reason}" for each in self._named)
            sentence = f"Fails in {self._place}, and the failure is about what could not be tried. {facts}"
            return self._told("from-files", wanted, sentence)
        if first is not None and self.is_decided_by_files:
            return self._told(
                "from-files", wanted, f"Fails in {self._place}: {_with_place(first)}. {first.explanation}"
            )
        reason = f" What it fails for: {_with_place(first)}." if first is not None else ""
        return self._told("not-explained", wanted, f"Fails in {self._place}{self._also()}.{reason}{self._spoken_for()}")

    def _builds_in_both(self) -> Explanation:
        doubt = next((each.reason for each in self.experiment.attempts if each.outcome == "incomplete"), None)
        if doubt is not None:
            told = f"Builds in {self._place}; a build with what this machine has says nothing: {doubt}."
            return self._told("incomplete", "fails", told)
        sentence = f"Builds in {self._place}, and also with everything of this machine that can be tried."
        return self._told("passes-in-both", "fails", sentence)

    def _also(self) -> str:
        tried = len(self.experiment.factors) - len(self.experiment.unusable)
        if not tried:
            return ""
        made = ", variables with made values" if any(each.change.variables for each in self.experiment.factors) else ""
        return f", and also with all {tried} differences of this machine that can be tried{made}"

    @property
    def _followed(self) -> Members:
        """The factors that one failing log after another spoke for."""
        lab, members = self.experiment, self.told
        while (more := members | lab.speaks(members)) != members and more.difference(lab.unusable) in lab.results:
            members = more
        return members.difference(lab.unusable)

    def _spoken_for(self) -> str:
        """Say what the logs speak for although it did not suffice."""
        result = self.experiment.results.get(self._followed)
        if not self._followed or result is None:
            return ""
        facts = ", and ".join(_facts(self._factors(self._followed)))
        return f" The log speaks for this: {facts}. With that it still does not pass: {result.reason}."

    def incomplete(self) -> Explanation:
        """Tell that the clean build said nothing about the project."""
        reason = self.experiment.results[frozenset()].reason or "it did not come to an end"
        return self._told("incomplete", None, f"The clean build says nothing about the project: {reason}.")

    def _told(
        self,
        state: ExplanationState,
        wanted: AttemptOutcome | None,
        sentence: str,
        cause: tuple[Factor, ...] = (),
        unproven: tuple[str, ...] = (),
    ) -> Explanation:
        lab = self.experiment
        tried = {subject for each in lab.attempts for subject in each.factors}
        told = {each.difference.subject for each in self._unusable}
        return Explanation(
            project=lab.clean.project.manifest.name,
            state=state,
            fails=_side(state, wanted, found=bool(cause)),
            sentence=sentence,
            fixes=_fixes(cause) or self._fixes_of_failure(state),
            cause=cause,
            unproven=unproven,
            attempts=tuple(lab.attempts),
            impossible=(*self.impossible, *self._unusable),
            untried=tuple(
                each.subject
                for each in lab.factors
                if each.difference.weight != "harmless" and each.subject not in tried | told
            ),
            seconds=round(sum(each.seconds for each in lab.attempts), 1),
        )

    def _factors(self, members: Members) -> tuple[Factor, ...]:
        return tuple(self.experiment.factors[each] for each in sorted(members))

    def _fixes_of_failure(self, state: ExplanationState) -> tuple[str, ...]:
        """Where no factor is the cause, what the log means has a fix of its own."""
        first = next(iter(self.experiment.results[frozenset()].causes), None)
        if state == "from-files" and self._named:
            return tuple(each.difference.close for each in self._named if each.difference.close is not None)
        if state == "not-explained" and self._followed:
            left = next(iter(self.experiment.results[self._followed].causes), None)
            return (*_fixes(self._factors(self._followed)), *([left.fix] if left is not None and left.fix else []))
        return (first.fix,) if first is not None and first.fix and state in ("from-files", "not-explained") else ()


def _with_place(cause: Cause) -> str:
    """Name what a build failed for, with the place where the log or the source shows it."""
    return f"{cause.title} ({cause.at})" if cause.at else cause.title


def _side(state: ExplanationState, wanted: AttemptOutcome | None, *, found: bool) -> Side:
    if wanted is None:
        return "unknown"
    if wanted == "passes":
        return "clean"
    return "machine" if found else "neither" if state == "passes-in-both" else "unknown"


def _fixes(cause: Sequence[Factor]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.difference.close for each in cause if each.difference.close is not None))


def _because(cause: Sequence[Factor], wanted: AttemptOutcome, place: str, *, complete: bool) -> str:
    head = f"{_DOES[wanted]} in {place}" + (", and fails here" if wanted == "fails" else "")
    does = "passes" if wanted == "passes" else "fails"
    facts = ", and because ".join(_facts(cause))
    if not complete:
        known = f"With {len(cause)} differences of this machine together the build {does}"
        return f"{head}. {known}; which of them are needed was not found within the limit."
    if len(cause) == 1:
        return f"{head} because {facts}; with {cause[0].given} alone the build {does}."
    together = "both" if len(cause) == 2 else f"all {len(cause)}"
    other = "fails" if wanted == "passes" else "passes"
    return f"{head} because {facts}; with {together} the build {does}, and without any one of them it {other}."


def _facts(cause: Sequence[Factor]) -> Iterator[str]:
    """Give the facts, those that are the same of several things as one: ``A and B are set only in .env.local``."""
    alike: dict[tuple[str, str], list[re.Match[str]]] = {}
    for each in cause:
        match = _IS.fullmatch(each.because)
        if match is None:
            yield each.because
        else:
            alike.setdefault((_PLURALS.get(match["verb"], match["verb"]), match["fact"]), []).append(match)
    for (verb, fact), found in alike.items():
        *others, last = (each["name"] for each in found)
        yield f"{', '.join(others)} and {last} {verb} {fact}" if others else found[0].group()


def _doubt(subjects: Sequence[str]) -> str:
    return f" That {', '.join(subjects)} is needed could not be shown." if subjects else ""
