"""What `snapshot` and `diff` do: a folder and settings in, this machine and how it differs out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from buildcheck.differences import differences
from buildcheck.env_values import read_values
from buildcheck.load import load
from buildcheck.model.difference import DifferenceReport
from buildcheck.model.machine import Machine
from buildcheck.model.observed import Observed
from buildcheck.model.settings import Settings
from buildcheck.observe import observe
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app


def snapshot(path: Path, settings: Settings, environ: Mapping[str, str]) -> Machine:
    """Give this machine as the project at ``path`` meets it; ``environ`` is the environment of the user's shell.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        return observe(project, survey(project), environ, find_built_app)


def diff(path: Path, settings: Settings, environ: Mapping[str, str], used: Observed | None = None) -> DifferenceReport:
    """Give how this machine differs from what `verify` would make of the project at ``path``; nothing is run. ``used``
    is what a build here was seen to use, where one was watched.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        plan = make_plan(project, settings, environment_names=tuple(read_values(settings.env, project.framework)))
        facts = survey(project, plan.manager)
        machine = msgspec.structs.replace(observe(project, facts, environ, find_built_app), used=used)
        return DifferenceReport(machine=machine, differences=differences(machine, project, facts, plan))
