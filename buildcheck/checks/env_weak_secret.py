"""Reports secrets in env files of the production build that can be guessed."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_weak_secret(evidence: Evidence) -> Iterable[Hit]:
    """A secret of the production build is a word that anybody would try first.

    An env file that the build of a clean checkout reads sets a variable whose name says that it signs or protects
    something (`AUTH_SECRET`, `JWT_SECRET`, `…_PASSWORD`) to a text like `secret`, `password` or `admin123`. Where the
    host sets the variable, its value goes first.

    ## Why it matters

    Whoever guesses what signs sessions can be any user. The file is in the repository besides.

    ## How to fix

    Make one with `openssl rand -base64 33`, set it at the host, and take the line out of the file.

    Source: https://authjs.dev/getting-started/deployment
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if "weak" in line.shape.traits and variable is not None and variable.is_used:
            yield Hit(
                message=f"{name} can be guessed",
                at=line.at,
                fix=f"Make a value with `openssl rand -base64 33`, set {name} at the host, and take the line out.",
                anchor=name,
            )
