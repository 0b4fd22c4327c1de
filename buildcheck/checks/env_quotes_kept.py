"""Reports values of env files that begin or end with a quotation mark."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_quotes_kept(evidence: Evidence) -> Iterable[Hit]:
    """A quotation mark is part of a variable's value.

    The mark is not closed, stands inside other marks, or, up to Next 13, is followed by a space or a comment. The
    loader then leaves the marks in the value.

    ## Why it matters

    A key or an address with a mark in it is refused by the service, or `Invalid URL` ends the build.

    ## How to fix

    Write the value between one pair of marks and nothing after it, or without marks.

    Source: the parser of dotenv as bundled in @next/env (13.5: `lib/main.js` of 8; 14 to 16: of 16.3) and in Vite.
    """
    for name, line in evidence.project.production_env().items():
        if "quotes-kept" in line.shape.traits:
            yield Hit(
                message=f"The value of {name} keeps a quotation mark",
                at=line.at,
                fix="Write the value between one pair of quotation marks, with nothing after it.",
                anchor=name,
            )
