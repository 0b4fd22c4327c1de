"""Reports scripts that call `next lint` where Next no longer has it."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def next_lint_removed(evidence: Evidence) -> Iterable[Hit]:
    """A script runs `next lint`, which Next 16 removed.

    Next 16 takes `lint` for a folder to start the development server in, and ends: `Invalid project directory
    provided`.

    ## Why it matters

    Where the build runs it (`next lint && next build`), the build ends there. Else it is the script alone that fails,
    and whatever runs it before a commit or in CI.

    ## How to fix

    Run ESLint itself: `eslint .`. The codemod `next-lint-to-eslint-cli` changes script and configuration.
    """
    app = evidence.survey.next
    if app is None or not app.at_least(16):
        return
    lints = (each for each in evidence.survey.scripts.get("build", ()) if each.runs("next", "lint"))
    build = {each.script for each in lints if each.certain}
    for name in evidence.project.manifest.scripts:
        for each in evidence.survey.scripts.get(name, ()):
            if each.runs("next", "lint") and each.script == name:
                ends = name in build and app.certain
                yield Hit(
                    message=f"The script `{name}` runs `next lint`, which {app.name} does not have: it fails",
                    at=each.at,
                    fix="Run `eslint .` instead.",
                    docs="https://nextjs.org/docs/app/guides/upgrading/version-16#next-lint-command",
                    severity=None if ends else "warning",
                    predicts="build" if ends else None,
                    anchor=name,
                )
