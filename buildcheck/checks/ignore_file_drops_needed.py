"""Reports ignore files of Docker and Vercel that keep out what the build reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment
from buildcheck.model.report import Hit

MOST_PATHS = 3_000


@check("error")
def ignore_file_drops_needed(evidence: Evidence) -> Iterable[Hit]:
    """An ignore file keeps files out that the build needs.

    `.dockerignore` decides what `docker build` gets to see, `.vercelignore` what is uploaded to Vercel. Docker's
    patterns are not git's: each begins at the folder that is built, and the last that matches decides.

    ## Why it matters

    The build on the developer's machine does not read these files. In the image and on the host the modules are
    missing: `Module not found`, or a page that is simply not there.

    ## How to fix

    Narrow the pattern, or let the files in again with a line that begins with `!`.
    """
    for made in evidence.survey.deployments:
        if made.kind == "dockerfile" and not any("build" in run.words for _, run in made.builds(evidence.project.app)):
            continue
        first: dict[str, list[str]] = {}
        for path in needed(evidence) if made.ignore_rules else ():
            rule = made.excluded(path) if inside(made, path) else None
            if rule is not None:
                first.setdefault(f"{rule.at}", []).append(path)
        for paths in first.values():
            rule = made.excluded(paths[0])
            if rule is not None:
                more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
                yield Hit(
                    message=f"`{rule.pattern}` keeps {paths[0]}{more} out of {where(made)}, and the build reads that",
                    at=rule.at,
                    fix=f"Narrow the pattern, or add `!{paths[0]}` after it.",
                    anchor=rule.pattern,
                )


def needed(evidence: Evidence) -> Iterable[str]:
    """Give what the build certainly reads: manifest, configuration, and the modules that its entries lead to."""
    project, survey = evidence.project, evidence.survey
    paths = {each.path for each in project.source.entries}
    config = project.framework.config if project.framework else None
    yield project.manifest.path
    if config is not None and config in paths:
        yield config
    reached = (
        survey.reached
        if survey.reached is not None
        else {each.path for each in (survey.next.routes if survey.next else ())}
    )
    yield from sorted(each for each in reached if each in paths)[:MOST_PATHS]


def inside(made: Deployment, path: str) -> bool:
    """Whether the path is below the folder that is sent."""
    return made.folder == "." or path.startswith(f"{made.folder}/") or posixpath.dirname(path) == made.folder


def where(made: Deployment) -> str:
    """Say what it is kept out of."""
    return "the image" if made.kind == "dockerfile" else "the upload"
