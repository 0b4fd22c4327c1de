"""A machine and a project -> why one builds where the other does not, found by experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from buildcheck.differences import differences
from buildcheck.factors import collect
from buildcheck.factors.situation import Situation
from buildcheck.model.build import Build
from buildcheck.model.explanation import AttemptOutcome, Explanation, Factor
from buildcheck.trials.experiment import Experiment
from buildcheck.trials.minimal import Exhausted, Members, Questions, search, shrink, unproven
from buildcheck.trials.telling import Story


def explain(experiment: Experiment, situation: Situation, most: int) -> Explanation:
    """Make the clean build, and as many more as it takes, ``most`` at most. ``situation`` is that before it.

    Raises:
        EngineError: the engine broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    baseline = experiment(frozenset(), "")
    experiment.factors, impossible = collect(_after(situation, experiment.results[frozenset()].build))
    story = Story(experiment=experiment, impossible=impossible, told=experiment.speaks(frozenset()))
    if baseline == "incomplete":
        return story.incomplete()
    if baseline == "fails" and story.is_decided_by_files:
        return story.not_found("passes")
    wanted: AttemptOutcome = "passes" if baseline == "fails" else "fails"
    ask = Questions(experiment, baseline, most)
    try:
        found = _found(experiment, ask, wanted)
    except Exhausted:
        return story.gave_up(wanted)
    if found is None:
        return story.not_found(wanted)
    smallest, complete = shrink(found.difference(experiment.unusable), ask, wanted)
    return story.found(smallest, wanted, complete=complete, doubtful=unproven(smallest, ask, wanted))


def _after(before: Situation, clean: Build) -> Situation:
    found = differences(before.machine, before.project, before.survey, before.plan, clean)
    return replace(before, build=clean, differences=found)


def _found(experiment: Experiment, ask: Questions, wanted: AttemptOutcome) -> Members | None:
    if wanted == "passes":
        found = search(ask, wanted, experiment.speaks, _tiers(experiment.factors))
    else:
        found = search(ask, wanted, lambda _: (), (frozenset(range(len(experiment.factors))),))
    return found if found is None else _nearer(found, experiment, ask, wanted)


def _nearer(found: Members, experiment: Experiment, ask: Questions, wanted: AttemptOutcome) -> Members:
    """The failures that were seen may well name the whole cause: then half a dozen builds are saved. Where everything
    together fails that is its own failure, else those on the way to what passes."""
    seen = (found,) if wanted == "fails" else tuple(each for each in experiment.results if each < found)
    blamed: Members = frozenset().union(
        *(experiment.blames(each, found - each if wanted == "passes" else found) for each in seen)
    )
    try:
        return blamed if blamed and ask(blamed, "the log speaks for it") == wanted else found
    except Exhausted:
        return found


def _tiers(factors: Sequence[Factor]) -> tuple[Members, ...]:
    """What is known to break a clean build; what may, and only adds to it; all that only adds; everything; and then
    each version or setting by itself, because one of them may break what another mends."""
    places = range(len(factors))
    weighty = frozenset(each for each in places if factors[each].difference.weight == "breaks")
    adding = frozenset(each for each in places if factors[each].change.adds)
    known = frozenset(each for each in places if factors[each].difference.weight != "harmless")
    alone = [frozenset({each}) for each in sorted(known - adding)]
    return (weighty, known & adding, adding, frozenset(places), *alone, *(adding | each for each in alone))
