"""Reports env files of the production build whose values stand for others."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_placeholder(evidence: Evidence) -> Iterable[Hit]:
    """A production build takes a text that stands for the real value.

    An env file that the build of a clean checkout reads holds a text like `your-api-key`, `changeme` or `<key>` for a
    variable that the code reads. It is a warning where the file is for production alone or the value ends up in the
    browser's code; in other files it is a note, since a value that the host sets goes before the file's.

    Examples such as `.env.example` hold such texts by design and are left out.

    ## Why it matters

    The variable is set, so nothing says that it is missing: the build passes, and requests fail at the service.

    ## How to fix

    Take the line out of the file, so that a missing value is seen, and set the variable at the host.
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if "placeholder" not in line.shape.traits or variable is None or not variable.is_used:
            continue
        certain = variable.public or ".env.production" in line.at.path
        yield Hit(
            message=f"{name} is set to a text that only stands for the real value",
            at=line.at,
            severity=None if certain else "info",
            fix=f"Take the line out of this file and set {name} at the host.",
            anchor=name,
        )
