"""Deployment files -> the variables that images (``ARG``, ``ENV``) and hosts' settings declare.

None of them gives a clean checkout's build a value: a host or an image does, and only there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.model.deployment import Deployment
from buildcheck.model.environment import Declaration, DeclaredBy
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey

_KEY = re.compile(r"(?:^|\.)(?:env|environment|vars|envVars|variables)\.(\w+)(?:\.\w+)*$")


def deployed(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give the variables of every deployment file."""
    for made in survey.deployments:
        yield from _image(made) if made.kind == "dockerfile" else _host(made)


def _image(made: Deployment) -> Iterator[tuple[str, Declaration]]:
    for line in made.instructions:
        for name, _ in line.pairs() if line.name in ("ARG", "ENV") else ():
            by: DeclaredBy = "dockerfile-arg" if line.name == "ARG" else "dockerfile-env"
            yield name, Declaration(by=by, at=line.at, of=line.stage)


def _host(made: Deployment) -> Iterator[tuple[str, Declaration]]:
    if made.kind == "github-pages":
        # Workflows are read as such.
        return
    seen = set()
    for each in made.settings:
        match = _KEY.search(each.key)
        if match is not None and match[1] not in seen:
            seen.add(match[1])
            yield match[1], Declaration(by="host", at=each.at, of=made.kind)
