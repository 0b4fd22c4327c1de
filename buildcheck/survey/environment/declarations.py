"""`Project` -> the places that name a variable for whoever sets it up, and which of them give a build its value."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Declaration, DeclaredBy
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

Declared = Iterator[tuple[str, Declaration]]


def declarations(project: Project, survey: Survey) -> Declared:
    """Give every declaration with the name of its variable, env files first."""
    yield from _env_files(project)


def _env_files(project: Project) -> Declared:
    for file in project.env:
        for line in file.lines:
            by: DeclaredBy = "example" if file.example else "env-file"
            gives = file.order is not None and file.unreadable is None
            yield line.name, Declaration(by=by, at=line.at, gives=gives, shape=line.shape)
    read = {file.path for file in project.env}
    for path, names in project.env_files.items():
        example = path.endswith(_EXAMPLES)
        gives = not example and not path.endswith((".development", ".test", ".development.local", ".test.local"))
        for name in names if path not in read else ():
            yield name, Declaration(by="example" if example else "env-file", at=At(path=path), gives=gives)


_EXAMPLES = (".example", ".sample", ".template", ".dist", ".default", ".defaults")
