"""A build that failed although it had made values -> the variables that it asked for and that had none.

No file of the project names them: a package reads them, or code that computes the name. What shows them is the failure
itself, together with what the build was seen to read in vain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory, Variable, VariableRead
from buildcheck.model.project import Project
from buildcheck.model.value import At
from buildcheck.services import find, without_prefix
from buildcheck.survey.environment.platform import set_by
from buildcheck.survey.environment.sensitivity import known_of
from buildcheck.trials.failure import place_of
from buildcheck.trials.suspects import WHERE_ALONE, extracted, service_of

_NAME = re.compile(r"[A-Za-z_]\w{1,79}")
_IN_ADVICE = re.compile(r"`([A-Z][A-Z0-9_]{2,78}[A-Z0-9])`")
_LIKELY = ("environment", "unknown")
_MOST = 6
"""Variables that one failure may be about."""


def asked_for(build: Build, cause: Cause, inventory: Inventory) -> tuple[str, ...]:
    """Give the variables that the failure of ``build`` is about, and that it was not given: those that its lines name
    and that the build read in vain, or that the diagnosis took from them; else those of the diagnosis's service that
    were read in vain; else those that the diagnosis advises to set."""
    likely = cause.kind in _LIKELY or cause.id in WHERE_ALONE
    if build.failed is None or build.failed.phase == "fetch" or not likely:
        return ()
    missed = {each.name for each in build.reads or () if not each.set}
    said = _NAME.findall("\n".join(cause.lines))
    service = service_of(cause)
    # A library that was given variables of its own names is in want of others than the usual ones.
    has_some = service is not None and any(_belongs(name, service) for name in build.variables)
    groups = (
        (name for name in said if name in missed),
        extracted(cause),
        (name for name in sorted(missed) if service is not None and _belongs(name, service)),
        _advised(cause, inventory) if service is not None and not has_some else (),
    )
    for group in groups:
        found = tuple(dict.fromkeys(name for name in group if name not in build.variables and set_by(name) is None))
        if found:
            return found[:_MOST]
    return ()


def with_read(inventory: Inventory, names: Iterable[str], build: Build, cause: Cause, project: Project) -> Inventory:
    """Give ``inventory`` with a read of each of ``names``: by the place that read it in vain, or by a package."""
    added = {name: _variable(name, inventory, build, cause, project) for name in names}
    return replace(inventory, variables=dict(sorted({**inventory.variables, **added}.items())))


def _variable(name: str, inventory: Inventory, build: Build, cause: Cause, project: Project) -> Variable:
    seen = next((each.at for each in build.reads or () if each.name == name and each.at is not None), None)
    at = seen or place_of(cause) or At(path=project.manifest.path)
    read = VariableRead(at=at, where=("build",), how="dynamic" if seen is not None else "package")
    variable = inventory.variables.get(name)
    if variable is not None:
        return replace(variable, reads=(*variable.reads, read))
    known = known_of(name)
    return Variable(
        name=name,
        reads=(read,),
        public=name.startswith(inventory.prefixes),
        service=known.service,
        sensitivity=known.sensitivity,
        relied_on=known.relied_on,
    )


def _belongs(name: str, service: str) -> bool:
    found = find(name)
    return found is not None and found[0].id == service


def _advised(cause: Cause, inventory: Inventory) -> Iterator[str]:
    """Give the names in the advice of a diagnosis; of those for the browser only this framework's."""
    for name in _IN_ADVICE.findall(cause.fix):
        if without_prefix(name) == name or name.startswith(inventory.prefixes):
            yield name
