"""Which names a framework writes into the browser's code, and what its bundler puts in their place."""

from __future__ import annotations

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
