"""`Project` and its `Survey` -> every place that names a variable for whoever sets it up.

Files that set variables for machines (workflows, compose files, images) hold many that are no matter of the app: those
count for the names alone that the app has to do with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set

from buildcheck.load.files import Files
from buildcheck.model.environment import Declaration
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.survey.environment.declared.compose import compose
from buildcheck.survey.environment.declared.configuration import configuration
from buildcheck.survey.environment.declared.deployed import deployed
from buildcheck.survey.environment.declared.env_files import env_files
from buildcheck.survey.environment.declared.examples import examples
from buildcheck.survey.environment.declared.scripts import scripts
from buildcheck.survey.environment.declared.turbo import turbo
from buildcheck.survey.environment.declared.types import types
from buildcheck.survey.environment.declared.workflows import workflows

Declared = Iterator[tuple[str, Declaration]]
_OF_THE_APP: tuple[Callable[[Project, Survey], Declared], ...] = (env_files, turbo, configuration, types)
_OF_MACHINES: tuple[Callable[[Project, Survey], Declared], ...] = (deployed, scripts)
_OF_FILES: tuple[Callable[[Files, Collection[str]], Declared], ...] = (examples, workflows, compose)


def declarations(project: Project, survey: Survey, files: Files, read: Set[str]) -> Declared:
    """Give every declaration with the name of its variable. ``read`` are the names that something reads or expects."""
    known = set(read)
    listed: set[tuple[str, str]] = set()
    for kind in _OF_THE_APP:
        for name, declaration in kind(project, survey):
            known.add(name)
            listed.add((declaration.at.path, name))
            yield name, declaration
    for kind in _OF_MACHINES:
        yield from (each for each in kind(project, survey) if each[0] in known)
    for of in _OF_FILES:
        for name, declaration in of(files, known):
            if name in known and (declaration.at.path, name) not in listed:
                yield name, declaration
