"""A project with made values -> the build that has them all, those included that only a failure told of.

What no file names and a package reads by itself can be missing in the first build. Its failure names it then, a value
is made for it, and the project is built again: so what is needed is a finding, and not the end of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from buildcheck.exposure.exposure import Exposure, exposure_of
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Consequence
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.trial import Trial
from buildcheck.synthetic import synthesise
from buildcheck.trials.failure import Failure, failure_of
from buildcheck.trials.runner import Runner
from buildcheck.trials.serving import serving
from buildcheck.trials.unlisted import asked_for, with_read

_MOST_ASKED = 3
"""Failures in a row after which a value is made for what they ask for."""
_FILES_ALONE = "with made values for the variables that the files name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is built, by whom, and the values that are made for it."""

    runner: Runner
    project: Project
    survey: Survey
    synthetic: Synthetic

    @property
    def values(self) -> dict[str, str]:
        """All made values by name."""
        return {name: each.value for name, each in self.synthetic.values.items()}

    def build(self, values: Mapping[str, str], why: str) -> tuple[Build, Exposure | None]:
        """Build with ``values`` alone, start what was built, and look for all values that have a mark."""
        exposure = exposure_of(self.project, self.survey, self.synthetic)
        serve = serving(self.runner.plan, self.project, self.survey, self.synthetic)
        return self.runner(values, why, exposure, serve), exposure

    def asked(self, names: tuple[str, ...], build: Build, cause: Cause) -> Subject:
        """Give the subject with variables that ``build`` was seen to ask for."""
        inventory = with_read(self.survey.environment, names, build, cause, self.project)
        made = synthesise(inventory, seed=self.synthetic.seed, packages=self.project.required)
        return Subject(
            runner=replace(self.runner, inventory=inventory, shown=made.ordinary),
            project=self.project,
            survey=replace(self.survey, environment=inventory),
            synthetic=made,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """``build`` had all values of ``subject``, ``causes`` are those of its failed step. ``consequences`` are those of
    variables that failures told of, ``trials`` the builds that failed for them; all builds took ``seconds``."""

    subject: Subject
    build: Build
    exposure: Exposure | None
    causes: tuple[Cause, ...]
    consequences: tuple[Consequence, ...] = ()
    trials: tuple[Trial, ...] = ()
    seconds: float


def first_build(subject: Subject) -> First:
    """Build with all values, and again with what a failure asks for.

    Raises:
        EngineError: the engine broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    count = sum(not each.decoy for each in subject.synthetic.values.values())
    why = f"with made values for {count} variable{'s' * (count != 1)}" if count else ""
    build, exposure = subject.build(subject.values, why)
    causes = subject.runner.causes(build)
    first = First(subject=subject, build=build, exposure=exposure, causes=causes, seconds=build.seconds)
    for _ in range(_MOST_ASKED):
        more = _with_more(first)
        if more is None:
            break
        first = more
    return first


def _with_more(first: First) -> First | None:
    """Build with values of what ``first`` failed for, too; ``None`` where it asked for nothing that can be made, or
    where that changes nothing."""
    cause = next(iter(first.causes), None)
    names = asked_for(first.build, cause, first.subject.survey.environment) if cause is not None else ()
    if cause is None or not names:
        return None
    subject = first.subject.asked(names, first.build, cause)
    fresh = tuple(name for name in names if name in subject.synthetic.values)
    if not fresh:
        return None
    why = f"once more with a made value for {', '.join(fresh)}, which the build asks for and no file names"
    build, exposure = subject.build(subject.values, why)
    causes = subject.runner.causes(build)
    inventory = subject.survey.environment
    places = {name: inventory.variables[name].reads[-1].at for name in fresh}
    failure = Failure(cause=cause, suspects=fresh, sure=True, places=places)
    proof = failure.proof_after(failure_of(build, causes, inventory))
    if proof is None:
        return None
    return First(
        subject=subject,
        build=build,
        exposure=exposure,
        causes=causes,
        consequences=(*first.consequences, *failure.consequences(proof)),
        trials=(*first.trials, _trial(first.build, fresh)),
        seconds=first.seconds + build.seconds,
    )


def _trial(failed: Build, names: tuple[str, ...]) -> Trial:
    step = failed.failed.name if failed.failed is not None else None
    return Trial(without=names, why=_FILES_ALONE, failed=step, seconds=failed.seconds)
