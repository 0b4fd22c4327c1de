"""Which names a framework writes into the browser's code, and what its bundler puts in their place."""

from __future__ import annotations

import re

from buildcheck.model.project import Project
from buildcheck.model.public_prefixes import BY_FRAMEWORK, PUBLIC
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import Known, Listing

_MISSPELT = re.compile(r"PUBLIC_NEXT_|NEXT_?PUBLIC_?|NEXT_PUB[A-Z]{2,5}_|NEXT_PULIC_", re.IGNORECASE)


def lookalike(name: str, prefixes: tuple[str, ...]) -> str | None:
    """Give the public prefix of another framework that ``name`` begins with, or a misspelt one; ``None`` for a name
    with one of ``prefixes``, which are those of this one, and for any other."""
    if not prefixes or name.startswith(prefixes):
        return None
    foreign = next((each for each in PUBLIC if name.startswith(each)), None)
    match = _MISSPELT.match(name)
    return foreign or (match[0] if match is not None else None)


def public_prefixes(project: Project, survey: Survey) -> tuple[str, ...]:
    """Give the prefixes of ``project``, ``envPrefix`` of Vite included; one that can't be read adds nothing."""
    framework = project.framework
    found = BY_FRAMEWORK.get(framework.name, ()) if framework is not None else ()
    config = survey.configs.get(framework.config or "") if framework is not None else None
    if framework is None or config is None or "VITE_" not in found:
        return found
    given: list[str] = []
    for node in config.get("envPrefix").nodes:
        items = node.items if isinstance(node, Listing) else (node,)
        given += [each.value for each in items if isinstance(each, Known) and isinstance(each.value, str)]
    return tuple(dict.fromkeys(given)) or found
