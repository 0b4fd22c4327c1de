"""What does the absence of each variable do? Answered by builds: one with made values for all, one without any.

Two are enough where the second passes. Where it fails, its log names a variable or a few; with ``full`` depth those are
given and the rest is left out again, until the build passes: a build more for each variable that it fails for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buildcheck.exposure.exposure import exposure_of
from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Consequence, Variable
from buildcheck.model.log_lines import LogLines
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At
from buildcheck.trials.compare import compare, unwritten
from buildcheck.trials.runner import Runner
from buildcheck.trials.suspects import blamed, is_needy, live, named

MOST_BUILDS = 12
"""Builds that one question may take at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """``builds``: the one that the verdict is about first. ``causes`` are those of its failed step. ``in_the_way``
    names the variables whose made values the build stumbled over."""

    builds: tuple[Build, ...]
    causes: tuple[Cause, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    in_the_way: tuple[str, ...] = ()


def examine(runner: Runner, project: Project, survey: Survey, synthetic: Synthetic, *, full: bool) -> Findings:
    """Build with the values of ``synthetic``, then without them as far as that tells more.

    Raises:
        EngineError: the engine broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    return _Examination(runner, project, survey, synthetic, full=full).run()


class _Examination:
    def __init__(self, runner: Runner, project: Project, survey: Survey, synthetic: Synthetic, *, full: bool) -> None:
        self._runner = runner
        self._synthetic = synthetic
        self._inventory = survey.environment
        self._full = full
        self._exposure = exposure_of(project, survey, synthetic)
        self._values = {name: each.value for name, each in synthetic.values.items()}
        own = (name for name, each in synthetic.values.items() if not each.decoy)
        self._variables = tuple(self._inventory.variables[name] for name in own)

    def run(self) -> Findings:
        count = len(self._variables)
        why = f"with made values for {count} variable{'s' * (count != 1)}" if count else ""
        made = self._runner(self._values, why, self._exposure)
        causes = self._runner.causes(made)
        if made.failed is None:
            return self._without(made)
        stumbled = blamed(made, causes, self._synthetic, self._inventory)
        if made.failed.phase == "fetch" or not stumbled:
            return Findings(builds=(made,), causes=causes)
        bare = self._runner({}, f"again without variables, because a made value is in the way: {', '.join(stumbled)}")
        if bare.failed is None:
            return Findings(builds=(bare, made), in_the_way=stumbled)
        return Findings(
            builds=(made, bare),
            causes=(_made_value(causes[0], stumbled), *causes),
            consequences=tuple(self._failing(bare, made=None)),
            in_the_way=stumbled,
        )

    def _without(self, made: Build) -> Findings:
        """Build again without the variables, where that can make a difference."""
        if not any(live(each) for each in self._variables) and not self._own_leaks(made):
            return Findings(builds=(made,), consequences=tuple(unwritten(each, proof=None) for each in self._variables))
        builds, consequences, given = [made], list[Consequence](), dict[str, str]()
        while True:
            instead = self._exposure.instead() if self._exposure is not None else None
            bare = self._runner(given, _why(given), instead)
            builds.append(bare)
            left = [each for each in self._variables if each.name not in given]
            if bare.failed is None:
                consequences += compare(left, made, bare, instead.found if instead is not None else ())
                break
            found = list(self._failing(bare, made=made, given=tuple(given)))
            consequences += found
            new = {each.variable: self._values[each.variable] for each in found if each.variable in self._values}
            given |= new
            if not new or not self._full or len(builds) >= MOST_BUILDS:
                consequences += self._unseen([each for each in left if each.name not in new], made)
                break
        return Findings(builds=tuple(builds), consequences=tuple(consequences))

    def _failing(self, bare: Build, *, made: Build | None, given: Sequence[str] = ()) -> Iterator[Consequence]:
        """Say for which variables a build without them fails."""
        causes = self._runner.causes(bare)
        first = causes[0] if causes else None
        if first is None:
            return
        suspects = [name for name in named(first, self._inventory) if name not in given and name in self._values]
        sure = len(suspects) == 1 or all(name in "\n".join(first.lines) for name in suspects)
        proof = None
        if made is not None:
            others = f" but {', '.join(given)}" if given else ""
            whose = "" if sure else " The log names none of them; they are those that the failing code reads."
            proof = f"The build passes with made values, and fails without them{others}, with these lines.{whose}"
        path, _, line = (first.at or "").partition(":")
        for name in suspects:
            yield Consequence(
                variable=name,
                effect="build-fails",
                message=f"The build fails: {first.title}.",
                proof=proof,
                at=At(path=path, line=int(line.partition(":")[0]) if line.partition(":")[0].isdigit() else None)
                if path
                else None,
                evidence=LogLines(step=first.step, first=first.first_line, lines=first.lines),
            )

    def _unseen(self, variables: Sequence[Variable], made: Build) -> Iterator[Consequence]:
        """What the files and the build with values tell of variables whose absence could not be tried."""
        leaked = {each.variable: each for each in reversed(made.leaks or ())}
        for each in variables:
            leak = leaked.get(each.name)
            if leak is not None and not each.has_default:
                yield Consequence(
                    variable=each.name,
                    effect="baked",
                    message=f"Its value is written into {leak.url or leak.path}; without it, that is undefined.",
                    routes=leak.routes,
                    path=leak.path,
                    at=leak.via,
                )
            elif is_needy(each):
                yield Consequence(
                    variable=each.name,
                    effect="unknown",
                    message="The build without variables fails before this one's turn; --env-depth full goes on.",
                )
            else:
                yield unwritten(each, proof=None)

    def _own_leaks(self, made: Build) -> bool:
        return any(not each.decoy for each in made.leaks or ())


def _why(given: dict[str, str]) -> str:
    if not given:
        return "once more without them, to see what their absence does"
    return f"once more with {', '.join(given)} alone, to see what else it fails for"


def _made_value(cause: Cause, names: Sequence[str]) -> Cause:
    shown = ", ".join(f"`{name}`" for name in names)
    return Cause(
        id="synthetic-value",
        title=f"The build can't do with a made value of {shown}",
        explanation=f"The values of this run are made by buildcheck, and nothing answers at their addresses. With the "
        f"real {'value' if len(names) == 1 else 'values'} the build may pass; without any it fails, too.",
        fix="Verify with real values of a test account: `--env file:PATH`. They stay inside the run.",
        kind="ours",
        step=cause.step,
        first_line=cause.first_line,
        lines=cause.lines,
        at=cause.at,
    )
