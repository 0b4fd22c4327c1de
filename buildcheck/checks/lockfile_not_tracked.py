"""Reports a lockfile that is on this machine's disk and in no checkout."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def lockfile_not_tracked(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile is on the disk, but git does not hold it.

    ## Why it matters

    Every other machine installs other versions, or refuses to install ("can only install with an existing
    package-lock.json"), while here everything is in place.

    ## How to fix

    Take the rule out of `.gitignore`, if there is one, and `git add` the lockfile.
    """
    tracked = {posixpath.basename(each.path) for each in evidence.project.lockfiles}
    for path, rule in evidence.survey.lockfiles_left_out.items():
        name = posixpath.basename(path)
        why = f"{rule} ignores it" if rule else "it was never added"
        used = f"; builds use {', '.join(sorted(tracked))}" if tracked else ""
        yield Hit(
            message=f"{path} is on this disk and not in git: {why}{used}",
            at=rule or At(path=path),
            fix=f"{'Take the rule out, then: ' if rule else ''}git add {'-f ' if rule else ''}{path}",
            severity="info" if tracked else "warning",
            anchor=name,
        )
