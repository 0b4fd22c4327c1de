"""Install -> whether the installed tree is decided by the fetch inputs alone, so that later runs may use it."""

from __future__ import annotations

from buildcheck.model.plan import Choice
from buildcheck.model.value import At
from buildcheck.plan.inputs import local_dependencies
from buildcheck.plan.install import Install, Setup


def choose_reuse(setup: Setup, install: Install) -> Choice:
    """Say whether the tree may serve later runs (``yes`` or ``no``), and why."""
    if setup.lockfile is None:
        return Choice(value="no", reason="there is no lockfile: what is installed depends on the day")
    at = At(path=setup.lockfile.path)
    if not setup.held:
        return Choice(value="no", reason="the install may change the lockfile: what it gives depends on the day", at=at)
    if install.unfit is not None:
        return Choice(value="no", reason=install.unfit, at=at)
    outside = [each for each in local_dependencies(setup) if each.startswith("..")]
    if outside:
        return Choice(value="no", reason=f"a dependency lies outside the source: {outside[0]}", at=at)
    return Choice(value="yes", reason=f"{setup.lockfile.path} and the manifests decide all that is installed", at=at)
