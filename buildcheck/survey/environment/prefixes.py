"""Which names a framework writes into the browser's code, and what its bundler puts in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import Known, Listing

PREFIXES: Mapping[str, tuple[str, ...]] = {
    "next": ("NEXT_PUBLIC_",),
    "vite": ("VITE_",),
    "remix": ("VITE_",),
    "react-router": ("VITE_",),
    "tanstack-start": ("VITE_",),
    "solid-start": ("VITE_",),
    "sveltekit": ("PUBLIC_", "VITE_"),
    "astro": ("PUBLIC_",),
    "qwik": ("PUBLIC_",),
    "nuxt": ("NUXT_PUBLIC_",),
    "gatsby": ("GATSBY_",),
    "react-scripts": ("REACT_APP_",),
    "vue-cli": ("VUE_APP_",),
    "parcel": (),
}
"""From each framework's page about environment variables. Parcel puts in every variable that it is asked for."""


_MISSPELT = re.compile(r"PUBLIC_NEXT_|NEXT_?PUBLIC_?|NEXT_PUB[A-Z]{2,5}_|NEXT_PULIC_", re.IGNORECASE)
_FOREIGN = ("NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "GATSBY_", "VUE_APP_", "PUBLIC_")


def lookalike(name: str, prefixes: tuple[str, ...]) -> str | None:
    """Give the public prefix of another framework that ``name`` begins with, or a misspelt one; ``None`` for a name
    with one of ``prefixes``, which are those of this one, and for any other."""
    if not prefixes or name.startswith(prefixes):
        return None
    foreign = next((each for each in _FOREIGN if name.startswith(each)), None)
    match = _MISSPELT.match(name)
    return foreign or (match[0] if match is not None else None)


def public_prefixes(project: Project, survey: Survey) -> tuple[str, ...]:
    """Give the prefixes of ``project``, ``envPrefix`` of Vite included; one that can't be read adds nothing."""
    framework = project.framework
    found = PREFIXES.get(framework.name, ()) if framework is not None else ()
    config = survey.configs.get(framework.config or "") if framework is not None else None
    if framework is None or config is None or "VITE_" not in found:
        return found
    given: list[str] = []
    for node in config.get("envPrefix").nodes:
        items = node.items if isinstance(node, Listing) else (node,)
        given += [each.value for each in items if isinstance(each, Known) and isinstance(each.value, str)]
    return tuple(dict.fromkeys(given)) or found
