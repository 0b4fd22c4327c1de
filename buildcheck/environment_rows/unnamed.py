"""Who may read a variable that no code of the project names."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from buildcheck.environment_rows.optional import live
from buildcheck.model.check import Evidence
from buildcheck.model.environment import Variable
from buildcheck.services import read_services, without_prefix


def unseen_reader(variable: Variable, evidence: Evidence) -> str | None:
    """Say what may read a variable that no code of the project names."""
    package = _by_package(variable, evidence)
    if package is not None:
        return f"{package} may read it by itself"
    told = any(each.by in ("env-file", "example") for each in variable.declarations)
    unnamed = live(evidence.survey.environment.unnamed)
    return f"{unnamed[0].at} reads variables without naming them" if told and unnamed else None


def _by_package(variable: Variable, evidence: Evidence) -> str | None:
    """Give the package of the project that belongs to a service with such a variable: it may read it by itself."""
    required = evidence.project.required
    for service in read_services():
        package = next((each for each in service.packages if each in required), None)
        if package is not None and any(_is_named(variable.name, each.names) for each in service.variables):
            return package
    return None


def _is_named(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(bare, pattern) for bare in (name, without_prefix(name)) for pattern in patterns)
