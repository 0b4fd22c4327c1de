"""Reports options of `next build` that the version in use does not have."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

Version = tuple[int, int]
FLAGS: dict[str, tuple[Version, Version | None]] = {
    "--no-lint": ((11, 1), (16, 0)),
    "--webpack": ((16, 0), None),
    "--turbopack": ((15, 3), None),
    "--turbo": ((15, 3), None),
    "--experimental-turbo": ((14, 0), (15, 3)),
    "--debug-prerender": ((15, 4), None),
    "--analyze": ((16, 1), None),
}
"""Option -> the first version that has it, and the first that no longer does (`bin/next` and `cli/next-build` as
published in 13.5 to 16.4)."""
INSTEAD = {
    "--no-lint": "Remove it: Next 16 does not run ESLint.",
    "--webpack": "Remove it: this version always builds with webpack.",
    "--experimental-turbo": "Use `--turbopack`.",
}


@check("error")
def build_flag_unknown(evidence: Evidence) -> Iterable[Hit]:
    """The build script gives `next build` an option that this version does not have.

    Next refuses options that it does not know. `--no-lint` is gone since 16.0, `--webpack` is there since 16.0,
    `--turbopack` since 15.3.

    ## Why it matters

    The build ends before it begins: `error: unknown option`. It happens after an upgrade, or where a lockfile brings
    another version of Next than the script was written for.

    ## How to fix

    Remove the option from the script, or use what took its place.
    """
    app = evidence.survey.next
    if app is None or not app.certain:
        return
    for each in evidence.survey.scripts.get("build", ()):
        if not each.runs("next", "build"):
            continue
        for flag, (since, until) in FLAGS.items():
            known = app.at_least(*since) and not (until is not None and app.at_least(*until))
            if flag in each.words and not known:
                yield Hit(
                    message=f"`next build {flag}`: {app.name} does not know this option and ends the build",
                    at=each.at,
                    fix=INSTEAD.get(flag, "Remove the option."),
                    docs="https://nextjs.org/docs/app/api-reference/cli/next#next-build-options",
                    predicts="build" if each.certain else None,
                    anchor=flag,
                )
