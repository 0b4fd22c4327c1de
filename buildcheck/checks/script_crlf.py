"""Reports scripts with Windows line ends that something runs."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def script_crlf(evidence: Evidence) -> Iterable[Hit]:
    """A script that is run has Windows line ends.

    Every line of it ends in a carriage return, which Linux takes for a part of the line. What counts is what git
    stores: a checkout on Windows may show CRLF where git has LF, and that is not reported.

    ## Why it matters

    The kernel looks for a program called `bash\\r` ("no such file or directory", about a file that is there), and a
    shell finds no command `fi\\r`. On Windows, where such a script was written, it works.

    ## How to fix

    Put `*.sh text eol=lf` into `.gitattributes`, then `git add --renormalize .` and commit.
    """
    for use in evidence.survey.script_uses:
        if use.path in evidence.survey.crlf_scripts:
            yield Hit(
                message=f"{use.by} runs {use.path}, whose lines end in CRLF: on Linux it can't run",
                at=use.at,
                fix=f"Put `{use.path} text eol=lf` into .gitattributes, run `git add --renormalize .` and commit.",
                severity="error" if use.needed in ("install", "build") else "warning",
                predicts="build" if use.needed in ("install", "build") else None,
                docs="https://git-scm.com/docs/gitattributes#_text",
                anchor=use.path,
            )
