"""Reports values of env files that begin or end with a space or a line break."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import EnvLine, Variable
from buildcheck.model.report import Hit

MAY_MEAN_IT = frozenset({"string", "list", "json", "pem"})
"""Types of which white space may be a part: texts, and files as a whole, which end with a line break."""


@check("warning")
def env_space_kept(evidence: Evidence) -> Iterable[Hit]:
    """A space or a line break is part of a variable's value.

    Next and Vite take white space off a value, and the quotation marks after that: what stands between the marks stays,
    and so does the line break that `\\n` stands for between double ones. `"sk_abc\\n"` is what `vercel env pull` writes
    for a value that was given to `vercel env add` with `echo`.

    Reported for addresses, keys, numbers and the like; a text may well begin or end with a space.

    ## Why it matters

    The space can't be seen, and the value is another one: a comparison fails, `${url}/path` leads elsewhere, a service
    refuses the key.

    ## How to fix

    Take it out of the file. Where the file came from the host, set the variable there anew; `printf` writes no line
    break where `echo` does.

    Source: the parser of dotenv as bundled in @next/env (13.5: `lib/main.js` of 8; 14 to 16: of 16.3) and in Vite.
    """
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        if "space-kept" in line.shape.traits and variable is not None and variable.is_used and is_key(line, variable):
            yield Hit(
                message=f"The value of {name} begins or ends with a space or a line break",
                at=line.at,
                fix="Take it out from between the quotation marks.",
                anchor=name,
            )


def is_key(line: EnvLine, variable: Variable) -> bool:
    """Whether white space can't belong to the value."""
    return line.shape.type not in MAY_MEAN_IT or (line.shape.type == "string" and variable.sensitivity == "secret")
