"""Lockfiles beside the manifest that no checkout would hold, with the ignore rule that keeps them out."""

from __future__ import annotations

import os
import re
from pathlib import Path

from buildcheck.load.git import Git, GitError
from buildcheck.load.lockfiles import NAMES
from buildcheck.load.paths import decode, join
from buildcheck.model.project import Project
from buildcheck.model.value import At


def lockfiles_left_out(project: Project) -> dict[str, At | None]:
    """Give the lockfiles on disk that git does not hold, each with the line that ignores it (``None``: it was never
    added). The line may stand in ``.git/info/exclude`` or in a file of the user's own."""
    source = project.source
    if source.kind != "working-tree":
        return {}
    held = {each.path for each in source.entries}
    paths = [join(project.install_root, name) for name in NAMES]
    here = [each for each in paths if each not in held and os.path.isfile(os.path.join(source.root, each))]
    return {each: _rule(Git(Path(source.root)), each) for each in here}


def _rule(git: Git, path: str) -> At | None:
    """Ask git for the rule: ``source:line:pattern`` and a tab (git-check-ignore(1), ``--verbose``)."""
    try:
        answer = decode(git.run("check-ignore", "--verbose", "--", path))
    except GitError:
        return None
    match = re.match(r"(?P<source>.+?):(?P<line>\d+):", answer)
    return At(path=match["source"], line=int(match["line"])) if match else None
