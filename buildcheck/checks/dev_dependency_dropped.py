"""Reports builds that need devDependencies after an install that leaves them out."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Cause, Evidence, check
from buildcheck.model.dependencies import ProductionInstall
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Hit

MOST_NAMES = 6
CAUSES = ("undeclared-command", "undeclared-dependency", "undeclared-config-package")
"""The ``check`` of those diagnoses that show what is missing when devDependencies were left out."""


@check("error")
def dev_dependency_dropped(evidence: Evidence) -> Iterable[Hit]:
    """The build needs devDependencies, and the install before it leaves them out.

    Looked for are installs with `--omit=dev`, `--production` or `--prod`, with `NODE_ENV=production` set before them
    (npm, Yarn 1, pnpm until 9), or by a setting of the project, where a build follows: in a Dockerfile, in what a
    host's file says, or everywhere. Where the install brings everything, that a build uses devDependencies is right.

    ## Why it matters

    The compiler, TypeScript and the style sheets' tools usually are devDependencies. Without them the build ends, and
    what it says often names something else: without `typescript`, Next.js does not find the aliases of tsconfig.json.

    ## How to fix

    Let the install of the build bring devDependencies: set `NODE_ENV=production` after it, and leave them out of the
    image that runs the app instead.
    """
    names = needed(evidence)
    if names:
        for place in evidence.survey.production_installs:
            yield hit(place, names, shown(evidence) if place.builds is None else None)


def needed(evidence: Evidence) -> tuple[str, ...]:
    """Give the packages that the app's build uses and its manifest names in devDependencies alone."""
    manifest = evidence.project.manifest
    found = (
        each.package
        for each in evidence.survey.uses
        if each.needed == "build" and each.folder == evidence.project.app and not each.guarded and each.certain
    )
    sections = {name: requirement.section for name in found if (requirement := manifest.requirement(name)) is not None}
    return tuple(name for name, section in sections.items() if section == "devDependencies")


def shown(evidence: Evidence) -> Cause | None:
    """Give the cause of a failed step that shows it."""
    return next((each for each in evidence.causes[:1] if each.check in CAUSES), None)


def hit(place: ProductionInstall, names: tuple[str, ...], cause: Cause | None) -> Hit:
    """Say what is left out, and why; ``cause`` is what the build's log shows of it."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    builds = f" before the build in {place.builds}" if place.builds is not None else ""
    return Hit(
        message=f"With `{place.because}` the install{builds} leaves devDependencies out, and the build needs "
        f"{', '.join(names[:MOST_NAMES])}{more}.",
        at=place.at,
        evidence=LogLines(step=cause.step, first=cause.first_line, lines=cause.lines)
        if cause and cause.lines
        else None,
        cause=cause.id if cause else None,
        fix="Install with devDependencies before the build (`npm ci --include=dev`; set NODE_ENV=production after it), "
        "and leave them out of the image or server that runs the app.",
        anchor=place.at.path,
        predicts="build" if place.builds is None else None,
    )
