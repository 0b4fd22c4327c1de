"""Reports values of env files that lose a part to the expansion of `$`."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_dollar_swallowed(evidence: Evidence) -> Iterable[Hit]:
    """A `$` in a value is taken for a variable, and a part of the value is lost.

    Next and Vite expand `$name` and `${name}` in every value, also between single quotation marks. In a password or a
    hash (`$2b$10$…`) the `$` and the letters after it are replaced by nothing. References in braces, to variables that
    the files set, or in capitals (`$VERCEL_URL`) are taken as they are meant.

    ## Why it matters

    The value looks right in the file and is another one in the program: the password is wrong everywhere.

    ## How to fix

    Write `\\$` for each `$` that is part of the value.

    Source: dotenv-expand as bundled in @next/env (13.5, 14 to 16) and in Vite 4 to 7.
    """
    for name, line in evidence.project.production_env().items():
        if "dollar-expanded" in line.shape.traits:
            yield Hit(
                message=f"A `$` in the value of {name} is taken for a variable that nothing sets: a part is lost",
                at=line.at,
                fix="Write `\\$` for each `$` that belongs to the value.",
                docs="https://nextjs.org/docs/app/guides/environment-variables#referencing-other-variables",
                anchor=name,
            )
