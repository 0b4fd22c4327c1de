"""Says that a stand-in served the fonts which the real build downloads from Google."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info", needs="build")
def google_fonts_replaced(evidence: Evidence) -> Iterable[Hit]:
    """The real build downloads fonts from Google; here a stand-in served them.

    `next/font/google` asks fonts.googleapis.com for a stylesheet and for the files that it names, in every build. So
    that the verdict does not hang on that, they were served inside the sandbox. Families and subsets that do not exist
    fail all the same: Next.js checks them itself.

    ## Why it matters

    A build where that host can't be reached (a company network, a container without internet) fails with "Failed to
    fetch ... from Google Fonts", and this run can't tell whether it is reached where yours will run.

    ## How to fix

    Nothing, where builds have internet. Else use `next/font/local` with committed files, or a Fontsource package.
    """
    plan = evidence.plan
    if plan is None or not plan.google_fonts or not evidence.passed("build"):
        return
    where = evidence.project.google_fonts
    yield Hit(
        message="The real build depends on fonts.googleapis.com: a stand-in served the fonts of `next/font/google`",
        at=where[0] if where else None,
        fix="`next/font/local` or a Fontsource package builds without it.",
        anchor="google-fonts",
    )
