"""What `observe` does: a command of the user's own in, the machine with what the command really used out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from buildcheck.load import load
from buildcheck.model.machine import Machine
from buildcheck.observe import observe
from buildcheck.observe.surroundings import surroundings
from buildcheck.observed_run import observed_run
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app


def observe_command(path: Path, argv: Sequence[str], environ: Mapping[str, str]) -> Machine:
    """Run ``argv`` in the folder ``path`` with ``environ``, watched, and give this machine as it is afterwards.

    Raises:
        UsageError: the folder is no project, or the command can't be started.
    """
    with load(path) as project:
        # What can fail for a project that can't be read fails before the command runs, whose exit code is ours.
        facts = survey(project)
        sources = frozenset(each.path for each in project.source.entries)
        used = observed_run(argv, surroundings(project, environ), sources)
        machine = observe(project, facts, environ, find_built_app)
        return msgspec.structs.replace(machine, used=used)
