"""Reports values of env files that a `#` shortens, or that keep a comment."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_hash_in_value(evidence: Evidence) -> Iterable[Hit]:
    """A `#` in an env file means something else than it looks like.

    Since Next 14, and in Vite, a `#` outside quotation marks begins a comment even without a space before it: of
    `abc#def` only `abc` is left. Up to Next 13 it never begins one: of `abc # a note` all is the value. A `#` after a
    space, or one that words follow, is a comment by intention and not reported in newer versions.

    ## Why it matters

    Passwords and addresses with `#` are cut, or hold a comment; the program gets another value than the file shows.

    ## How to fix

    Put the value between quotation marks, and comments on lines of their own.

    Source: the parser of dotenv as bundled in @next/env 13.5 (of 8) and 14 to 16 (of 16.3).
    """
    for name, line in evidence.project.production_env().items():
        cut, kept = ("comment-cut" in line.shape.traits, "comment-kept" in line.shape.traits)
        if cut or kept:
            message = (
                f"The value of {name} ends at its `#`" if cut else f"The comment after {name} is part of its value"
            )
            fix = "Put the value between quotation marks." if cut else "Put the comment on a line of its own."
            yield Hit(message=message, at=line.at, fix=fix, anchor=name)
