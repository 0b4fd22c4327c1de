"""Which framework builds the app -> `Framework`, from what the manifest requires."""

from __future__ import annotations

import re
from typing import Literal

from buildcheck.load.files import Files
from buildcheck.load.locked import Locked
from buildcheck.load.paths import join
from buildcheck.model.project import Framework, Manifest

# Package -> (name, stem of its configuration file). The first that is required wins: those that build on Vite or are
# often beside it come before it.
_FRAMEWORKS: dict[str, tuple[str, str]] = {
    "next": ("next", "next.config"),
    "nuxt": ("nuxt", "nuxt.config"),
    "@remix-run/dev": ("remix", "vite.config"),
    "@react-router/dev": ("react-router", "react-router.config"),
    "@sveltejs/kit": ("sveltekit", "svelte.config"),
    "@tanstack/react-start": ("tanstack-start", "vite.config"),
    "@solidjs/start": ("solid-start", "app.config"),
    "@builder.io/qwik": ("qwik", "vite.config"),
    "astro": ("astro", "astro.config"),
    "gatsby": ("gatsby", "gatsby-config"),
    "@angular/cli": ("angular", "angular"),
    "@vue/cli-service": ("vue-cli", "vue.config"),
    "react-scripts": ("react-scripts", "craco.config"),
    "vite": ("vite", "vite.config"),
    "rolldown-vite": ("vite", "vite.config"),
    "parcel": ("parcel", ".parcelrc"),
    "webpack": ("webpack", "webpack.config"),
}
# The order in which Next looks for its configuration comes first (CONFIG_FILES in its constants).
_ENDINGS = ("js", "mjs", "ts", "cjs", "mts", "cts", "json")
_ROUTE_FILES = {
    "app": re.compile(r"(?:^|/)(?:page|route|layout)\.(?:[\w-]+\.)?(?:jsx?|tsx?|mdx?)$"),
    "pages": re.compile(r"\.(?:jsx?|tsx?|mdx?)$"),
}


def read_framework(files: Files, app: str, folder: str, manifest: Manifest, locked: list[Locked]) -> Framework | None:
    """Give the framework that ``manifest`` (of ``app``) requires, ``None`` for none that is known.

    ``folder`` is the app relative to the install root, as lockfiles name it.
    """
    package = _evident(files, app, manifest)
    if package is None:
        return None
    name, stem = _FRAMEWORKS[package]
    requirement = manifest.requirement(package)
    assert requirement is not None
    versions = (each.version(folder, requirement) for each in locked)
    return Framework(
        name=name,
        spec=requirement.spec,
        version=next((each for each in versions if each), None),
        config=_config(files, app, stem),
        routers=_routers(files, app) if name == "next" else (),
    )


def framework_of(manifest: Manifest) -> str | None:
    """Give the package of the framework that ``manifest`` requires."""
    return next(iter(_required(manifest)), None)


def _evident(files: Files, app: str, manifest: Manifest) -> str | None:
    """Give the required framework that has a configuration or a route here; without one, the first, unless this is a
    workspace's root, which often requires what only its members use."""
    required = _required(manifest)
    for package in required:
        name, stem = _FRAMEWORKS[package]
        if _config(files, app, stem) or (name == "next" and _routers(files, app)):
            return package
    return None if manifest.workspaces else next(iter(required), None)


def _required(manifest: Manifest) -> list[str]:
    names = {each.name for each in manifest.requirements if each.section != "peerDependencies"}
    return [package for package in _FRAMEWORKS if package in names]


def _config(files: Files, app: str, stem: str) -> str | None:
    return next((join(app, f"{stem}.{ending}") for ending in _ENDINGS if files.has(app, f"{stem}.{ending}")), None)


def _routers(files: Files, app: str) -> tuple[Literal["app", "pages"], ...]:
    """Give the routers that have a file. ``src/`` counts only where the folder beside the manifest is missing, as in
    Next's own ``findPagesDir``."""
    kinds: tuple[Literal["app", "pages"], ...] = ("app", "pages")
    return tuple(kind for kind in kinds if _has_routes(files, app, kind))


def _has_routes(files: Files, app: str, kind: Literal["app", "pages"]) -> bool:
    for folder in (join(app, kind), join(app, f"src/{kind}")):
        below = [each for each in files.by_path if each.startswith(f"{folder}/")]
        if below:
            return any(_ROUTE_FILES[kind].search(each[len(folder) :]) for each in below)
    return False
