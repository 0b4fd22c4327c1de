"""What does the absence of each variable do? Answered by builds: one with made values for all, one without any.

Two are enough where the second passes. Where it fails, its log or its reads name a variable or a few; with ``full``
depth those are given and the rest is left out again, until the build passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from buildcheck.exposure.exposure import Exposure
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Consequence, Variable
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.trial import Trial
from buildcheck.trials.compare import compare, unwritten
from buildcheck.trials.failure import Failure, failure_of, in_the_way, left_out
from buildcheck.trials.first import First, Subject, first_build
from buildcheck.trials.replaced import Looking
from buildcheck.trials.runner import Runner
from buildcheck.trials.serving import at_request
from buildcheck.trials.suspects import asked, blamed, by_name, is_needy, live

MOST_BUILDS = 12
"""Builds that one question may take at most."""
MOST_SECONDS = 30 * 60
"""Seconds of building after which no further build is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """``build`` is the one that the verdict is about, ``causes`` are those of its failed step. ``unverified`` says in
    words what made values could not show; ``searched`` names the variables that were looked for in what was built.
    ``survey`` has the variables that only a failure told of, too."""

    build: Build
    survey: Survey
    causes: tuple[Cause, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    trials: tuple[Trial, ...] = ()
    unverified: tuple[str, ...] = ()
    searched: frozenset[str] = frozenset()


def examine(runner: Runner, project: Project, survey: Survey, synthetic: Synthetic, *, full: bool) -> Findings:
    """Build with the values of ``synthetic``, then without them as far as that tells more.

    Raises:
        EngineError: the engine broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    subject = Subject(runner=runner, project=project, survey=survey, synthetic=synthetic)
    return _Examination(first_build(subject), full=full).run()


class _Examination:
    def __init__(self, first: First, *, full: bool) -> None:
        self._first = first
        self._runner = first.subject.runner
        self._synthetic = first.subject.synthetic
        self._inventory = first.subject.survey.environment
        self._full = full
        self._values = first.subject.values
        own = (name for name, each in self._synthetic.values.items() if not each.decoy)
        self._variables = tuple(self._inventory.variables[name] for name in own)
        self._needed = {each.variable for each in first.consequences}
        self._trials: list[Trial] = list(first.trials)
        self._spent = first.seconds

    def run(self) -> Findings:
        """Begin with the build that had all values. Where one of them is in the way, try it without that one."""
        made, causes = self._first.build, self._first.causes
        stumbled = blamed(made, causes, self._synthetic, self._inventory)
        if made.failed is not None and stumbled:
            return self._around(made, causes, stumbled)
        if made.failed is not None:
            return self._findings(made, causes=causes, consequences=self._first.consequences)
        return self._compared(made, self._first.exposure, self._variables)

    def _around(self, made: Build, causes: tuple[Cause, ...], stumbled: tuple[str, ...]) -> Findings:
        """Build without the values that are in the way: what then passes is all that made values can show."""
        given = {name: value for name, value in self._values.items() if name not in stumbled}
        why = f"again without {', '.join(stumbled)}, whose made value is in the way"
        partial, exposure = self._made(given, why)
        self._note(partial, why)
        if partial.failed is None:
            rest = [each for each in self._variables if each.name not in stumbled]
            found = self._compared(partial, exposure, rest)
            absent = tuple(left_out(self._inventory.variables[name]) for name in stumbled)
            return self._findings(
                partial,
                consequences=(*absent, *found.consequences),
                unverified=(in_the_way(stumbled, asked(made, self._synthetic)),),
            )
        failure = self._failure(partial)
        absent = tuple(failure.consequences(failure.proof_beside(stumbled), only=stumbled)) if failure else ()
        known = {each.variable for each in absent} | self._needed
        consequences = (*self._first.consequences, *absent, *self._unseen(self._variables, made, known))
        ours = failure.made_value(causes[0], stumbled, asked(made, self._synthetic)) if failure else causes[0]
        return self._findings(made, causes=(ours, *causes), consequences=consequences)

    def _compared(self, made: Build, exposure: Exposure | None, variables: Sequence[Variable]) -> Findings:
        """Build again without the variables, where that can make a difference."""
        absent = [each for each in variables if each.given is None and each.name not in self._needed]
        if not self._matters(absent, made):
            proof = "No code of the build read it, and nothing that was built has its value."
            found = (unwritten(each, made, absent, proof=proof) for each in absent)
            return self._findings(made, consequences=(*self._first.consequences, *found))
        consequences: list[Consequence] = [*self._first.consequences]
        given = {name: self._values[name] for name in self._values if name in self._needed}
        failure: Failure | None = None
        while True:
            looking = Looking(exposure.instead(), [each.name for each in absent]) if exposure is not None else None
            why = _why(given)
            bare = self._runner(given, why, looking)
            self._note(bare, why)
            left = [each for each in absent if each.name not in given]
            again = self._failure(bare)
            if failure is not None:
                consequences += failure.consequences(failure.proof_after(again))
            failure = again
            if failure is None:
                consequences += compare(left, made, bare, looking, self._synthetic)
                break
            if self._full and not failure.suspects:
                # What is only declared may be read by something that is no module.
                names = [each.name for each in left if is_needy(each) or not each.reads]
                failure = self._halved(failure, names, given)
            new = {name: self._values[name] for name in failure.suspects if name in self._values and name not in given}
            if not new or not self._full or self._is_enough():
                consequences += failure.consequences(failure.proof_at_once(tuple(given)))
                consequences += self._unseen(left, made, new)
                break
            given |= new
        return self._findings(made, consequences=tuple(consequences))

    def _made(self, values: Mapping[str, str], why: str) -> tuple[Build, Exposure | None]:
        made, exposure = self._first.subject.build(values, why)
        self._spent += made.seconds
        return made, exposure

    def _failure(self, build: Build) -> Failure | None:
        return failure_of(build, self._runner.causes(build), self._inventory)

    def _halved(self, failure: Failure, names: Sequence[str], given: Mapping[str, str]) -> Failure:
        """Find the variable that a failure is about by builds with half of ``names``, where nothing names it."""
        while len(names) > 1 and not self._is_enough():
            half = names[: len(names) // 2]
            why = f"once more with half of what is left, because the failure names no variable: {', '.join(half)}"
            bare = self._runner({**given, **{name: self._values[name] for name in half}}, why)
            self._note(bare, why)
            again = self._failure(bare)
            names = names[len(half) :] if again is not None and again.is_like(failure) else half
        return replace(failure, suspects=tuple(names) if len(names) == 1 else ())

    def _matters(self, variables: Sequence[Variable], made: Build) -> bool:
        """Whether a build without them can differ: one is read while it is built, or stands in what was built."""
        names = {each.name for each in variables if live(each)}
        if made.reads is None or any(each.name in names and each.phase != "serve" for each in made.reads):
            return bool(names)
        written = {each.variable for each in made.leaks or () if each.road != "response"}
        inlined = any(each.name in names and any(read.inlined for read in each.reads) for each in variables)
        return inlined or bool(written & names)

    def _unseen(
        self, variables: Sequence[Variable], made: Build, known: Mapping[str, str] | set[str]
    ) -> Iterator[Consequence]:
        """Say what the files and the build with values tell of variables whose absence could not be tried."""
        # Where the build with values failed, too, what it did not read may be behind that.
        told = made.reads is not None and made.failed is None
        for each in variables:
            if each.name in known or each.given is not None:
                continue
            if not is_needy(each) or (told and not _is_built_in(each, made)):
                yield unwritten(each, made, variables, proof=None, tried=False)
                continue
            shown = at_request(each, made, variables, tried=False)
            if shown is not None and shown.effect == "request-fails":
                yield shown
                continue
            further = "." if self._full else "; `--env-depth full` goes on."
            message = f"A build without variables fails before this one's turn{further}"
            yield Consequence(variable=each.name, effect="unknown", message=message)

    def _note(self, build: Build, why: str) -> None:
        self._spent += build.seconds
        without = tuple(sorted(each.name for each in self._variables if each.name not in build.variables))
        failed = build.failed.name if build.failed is not None else None
        self._trials.append(Trial(without=without, why=why, failed=failed, seconds=build.seconds))

    def _is_enough(self) -> bool:
        return len(self._trials) + 1 >= MOST_BUILDS or self._spent >= MOST_SECONDS

    def _findings(
        self,
        build: Build,
        *,
        causes: tuple[Cause, ...] = (),
        consequences: tuple[Consequence, ...] = (),
        unverified: tuple[str, ...] = (),
    ) -> Findings:
        return Findings(
            build=by_name(build, self._synthetic),
            survey=self._first.subject.survey,
            causes=causes,
            consequences=consequences,
            trials=tuple(self._trials),
            unverified=unverified,
            searched=frozenset(build.variables) - self._synthetic.ordinary if build.leaks is not None else frozenset(),
        )


def _why(given: Mapping[str, str]) -> str:
    if not given:
        return "once more without them, to see what their absence does"
    return f"once more with {', '.join(given)} alone, to see what else it fails for"


def _is_built_in(variable: Variable, made: Build) -> bool:
    """Whether the build read it, or wrote its value into what it made, so that it may fail without."""
    read = any(each.name == variable.name and each.phase != "serve" for each in made.reads or ())
    unseen = any(each.is_live and (each.inlined or "edge" in each.where) for each in variable.reads)
    return read or unseen or any(each.variable == variable.name for each in made.leaks or ())
