"""Project -> the command that builds it, and the folders that it writes.

The project's own ``build`` script is run as it stands. Without one, the framework's build command is used, as hosts do.
"""

from __future__ import annotations

import posixpath

from buildcheck.errors import UsageError
from buildcheck.model.plan import Choice
from buildcheck.model.project import Project
from buildcheck.model.value import At

_COMMANDS = {
    "next": ("next", "build"),
    "vite": ("vite", "build"),
    "astro": ("astro", "build"),
    "nuxt": ("nuxt", "build"),
    "gatsby": ("gatsby", "build"),
    "react-scripts": ("react-scripts", "build"),
    "remix": ("remix", "vite:build"),
    "react-router": ("react-router", "build"),
    "sveltekit": ("vite", "build"),
    "angular": ("ng", "build"),
    "vue-cli": ("vue-cli-service", "build"),
    "tanstack-start": ("vite", "build"),
}
"""What each framework calls its build; Vercel's framework list has the same commands."""

_OUTPUTS = {
    "next": (".next", "out"),
    "vite": ("dist",),
    "astro": ("dist",),
    "nuxt": (".output", "dist"),
    # Nitro writes the one, Vite alone the other.
    "tanstack-start": (".output", "dist"),
    "solid-start": (".output", "dist"),
    "gatsby": ("public",),
    "react-scripts": ("build",),
    "remix": ("build",),
    "react-router": ("build",),
    "sveltekit": (".svelte-kit", "build"),
}


def choose_build(project: Project) -> tuple[Choice, tuple[str, ...] | None]:
    """Choose what builds the app: the script ``build`` (``None`` in second place), or an installed binary with its
    arguments. Turborepo's is run in the install root, all others in the app.

    Raises:
        UsageError: there is neither.
    """
    at = At(path=project.manifest.path)
    text = project.manifest.scripts.get("build")
    if text is not None and text.strip():
        turbo = _turbo_file(project)
        if turbo is not None:
            return _turbo(project, turbo)
        return Choice(value=text, reason=f"the `build` script of {project.manifest.path}", at=at), None
    framework = project.framework.name if project.framework else None
    command = _COMMANDS.get(framework or "")
    if command is None:
        raise UsageError(
            f"{project.manifest.path} has no `build` script.",
            why="Nothing says how this project is built, and it uses no framework whose build command is known.",
            do="Add a `build` script to package.json, or name the app's folder if this is a monorepo.",
        )
    reason = f"there is no `build` script, and the app is built with {framework}"
    return Choice(value=" ".join(command), reason=reason, at=at), command


def build_folder(project: Project, command: tuple[str, ...] | None) -> str:
    """Give the folder, relative to the source root, in which the build is started."""
    return project.install_root if command and command[0] == "turbo" else project.app


def _turbo(project: Project, path: str) -> tuple[Choice, tuple[str, ...]]:
    """Vercel's default for an app in a Turborepo (@vercel/fs-detectors, `getMonorepoDefaultSettings`): the packages
    that the app depends on are built first, as ``turbo.json`` says."""
    folder = posixpath.relpath(project.app, project.install_root)
    command = ("turbo", "run", "build", f"--filter=./{folder}")
    reason = f"{path} orders the builds of this monorepo, and hosts run the app's `build` script through turbo"
    return Choice(value=" ".join(command), reason=reason, at=At(path=path)), command


def _turbo_file(project: Project) -> str | None:
    """Give the path of the ``turbo.json`` that governs an app below the install root, if turbo is declared there."""
    if project.app == project.install_root or project.root_manifest.requirement("turbo") is None:
        return None
    return _at_root(project, "turbo.json", "turbo.jsonc")


def monorepo_remark(project: Project) -> tuple[Choice, ...]:
    """Say when Nx may have to build workspace packages before the app."""
    found = _at_root(project, "nx.json") if project.app != project.install_root else None
    if found is None:
        return ()
    reason = f"{found} orders the builds of this monorepo, but the app's own script is run: it must build what it needs"
    return (Choice(value="nx", reason=reason, at=At(path=found)),)


def _at_root(project: Project, *names: str) -> str | None:
    wanted = {posixpath.normpath(posixpath.join(project.install_root, each)) for each in names}
    return next((each.path for each in project.source.entries if each.path in wanted), None)


def outputs(project: Project) -> tuple[str, ...]:
    """Give the folders that the build is likely to write, relative to the source root: a configuration that names
    another one is code, and is not run here."""
    name = project.framework.name if project.framework else ""
    folders = _OUTPUTS.get(name, ("dist", "build", "out"))
    return tuple(posixpath.normpath(posixpath.join(project.app, each)) for each in folders)
