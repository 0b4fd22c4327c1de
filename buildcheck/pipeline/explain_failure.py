"""A project and this machine in, the reason out for which it builds on one side and not on the other."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from buildcheck.engines.base import Event, Watch
from buildcheck.engines.choose import choose
from buildcheck.env_values import registry_credentials
from buildcheck.factors.situation import Situation
from buildcheck.load import load
from buildcheck.load.beside import beside
from buildcheck.model.explanation import Explanation
from buildcheck.model.machine import Machine
from buildcheck.model.settings import Settings
from buildcheck.observe import observe
from buildcheck.pipeline.made import made_values
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app
from buildcheck.trials.experiment import Experiment
from buildcheck.trials.explain import explain
from buildcheck.trials.vary import Clean


def explain_failure(
    path: Path,
    settings: Settings,
    watch: Watch,
    environ: Mapping[str, str],
    *,
    builds: int,
    seconds: float,
    machine: Machine | None = None,
) -> Explanation:
    """Say why the project at ``path`` builds here and not in a clean container, or the other way round, by at most
    ``builds`` builds beside the clean one, none of which is begun after ``seconds``. ``machine`` is the snapshot of
    another machine.

    Raises:
        UsageError: as `verify`.
        EngineError: no engine can be used, or it broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    with load(path) as project:
        plan = make_plan(project, settings)
        facts = survey(project, plan.manager, ask=not settings.offline)
        observed = machine or observe(project, facts, environ, find_built_app)
        local = () if machine is not None else observed.files or ()
        made = made_values(project, facts, settings)
        situation = Situation(
            machine=observed,
            project=project,
            survey=facts,
            plan=plan,
            beside=beside(project.source.root, [each.path for each in local]),
            made=frozenset(made.values),
            here=machine is None,
        )
        engine, fallback = choose(settings, registry_credentials(settings.registry_auth))
        if fallback is not None:
            watch(Event(kind="prepare", text=f"using the local engine: {fallback}"))
        experiment = Experiment(
            clean=Clean(project=project, settings=settings, beside=situation.entries, made=made),
            inventory=facts.environment,
            engine=engine,
            watch=watch,
            until=time.monotonic() + seconds,
        )
        return explain(experiment, situation, builds)
