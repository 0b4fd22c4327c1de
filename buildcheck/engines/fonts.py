"""A build command -> the same command behind the stand-in for Google Fonts, where the plan wants it."""

from __future__ import annotations

from buildcheck.model.plan import Plan, Step


def behind_stand_in(step: Step, plan: Plan, *, program: str, root: str) -> tuple[str, ...]:
    """Give the command of ``step``: wrapped for a build whose source imports ``next/font/google``, else as it is.

    ``program`` is where the stand-in lies in the sandbox and ``root`` where the source root lies there, both absolute.
    """
    if step.phase != "build" or not plan.google_fonts:
        return step.argv
    sources = (option for path in plan.google_fonts for option in ("--source", f"{root}/{path}"))
    return ("node", program, *sources, "--", *step.argv)
