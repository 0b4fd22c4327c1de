r"""Reports keys in env files whose line breaks are written as `\n` and stay two characters."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_newline_escaped(evidence: Evidence) -> Iterable[Hit]:
    r"""The line breaks of a key are written as `\n`, and nothing makes line breaks of them.

    Between double quotation marks Next and Vite take `\n` for a line break. Between single ones, and without any, it
    stays a backslash and an `n`. Many projects put that right in their code (`key.replace(/\\n/g, "\n")`): where any
    module does so, nothing is said.

    ## Why it matters

    Node does not take such a text for a key: `error:1E08010C:DECODER routines::unsupported`.

    ## How to fix

    Write the value between double quotation marks.

    Sources: the parser of dotenv as bundled in @next/env (13.5 to 16) and in Vite; `crypto.createPrivateKey` of Node 20
    (executed).
    """
    if evidence.survey.environment.makes_line_breaks:
        return
    for name, line in evidence.project.production_env().items():
        variable = evidence.survey.environment.variables.get(name)
        escaped = "newline-escaped" in line.shape.traits and line.shape.type == "pem"
        if escaped and variable is not None and variable.is_used:
            yield Hit(
                message=f"The key in {name} has `\\n` where its line breaks should be, and nothing makes any of them",
                at=line.at,
                fix="Write the value between double quotation marks.",
                anchor=name,
            )
