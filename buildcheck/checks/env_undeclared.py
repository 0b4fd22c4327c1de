"""Notes the variables that the code needs and that nothing in the repository names."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.absent import reported
from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Variable
from buildcheck.model.report import Hit

LIVE = frozenset({"config", "build", "server", "edge", "browser"})
MOST = 8


@check("info")
def env_undeclared(evidence: Evidence) -> Iterable[Hit]:
    """The code reads variables that no file tells about which people set a project up by.

    No env file or example, no validation schema, no `turbo.json`, workflow, compose file, image or host's settings
    names them, and the code has nothing to fall back on. Variables that hosts and tools set themselves are left out.

    ## Why it matters

    Whoever sets the project up on another machine learns about them from a failure. Which of them the build needs is
    what `buildcheck verify` finds out; those that it finds to do harm are then reported as that, and not here.

    ## How to fix

    List them in `.env.example`, without values: `buildcheck env --format dotenv-example` writes it.
    """
    # What a run showed to do harm has a finding that says so: one cause is one finding.
    shown = reported(evidence.consequences)
    variables = evidence.survey.environment.variables.values()
    found = [each for each in variables if is_missing(each) and each.name not in shown]
    first = [read for each in found for read in each.reads if not LIVE.isdisjoint(read.where)]
    if not found or not first:
        return
    names = ", ".join(each.name for each in found[:MOST])
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    one = len(found) == 1
    count = "A variable is" if one else f"{len(found)} variables are"
    which = "it" if one else "them"
    place = f"no env file, example, schema or deployment file names {which}"
    yield Hit(
        message=f"{count} read, and {place}: {names}{more}",
        at=first[0].at,
        fix=f"List {which} in .env.example: `buildcheck env --format dotenv-example` writes it.",
        anchor="undeclared",
    )


def is_missing(variable: Variable) -> bool:
    """Whether code that counts reads it and nobody is told about it."""
    live = [each for each in variable.reads if not LIVE.isdisjoint(each.where) and each.barrier is None]
    told = any(each.by not in ("script", "config") for each in variable.declarations)
    return bool(live) and not told and variable.platform is None and not variable.has_default
