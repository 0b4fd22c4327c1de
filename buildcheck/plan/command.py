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
    "gatsby": ("public",),
    "react-scripts": ("build",),
    "remix": ("build",),
    "react-router": ("build",),
    "sveltekit": (".svelte-kit", "build"),
}


def choose_build(project: Project) -> tuple[Choice, tuple[str, ...] | None]:
    """Choose what builds the app: the script ``build`` (``None`` in second place), or a framework's own command.

    Raises:
        UsageError: there is neither.
    """
    at = At(path=project.manifest.path)
    text = project.manifest.scripts.get("build")
    if text is not None and text.strip():
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


def monorepo_remark(project: Project) -> tuple[Choice, ...]:
    """Say when workspace packages may have to be built before the app, and what a host would run."""
    if project.app == project.install_root:
        return ()
    found = next((each.path for each in project.source.entries if each.path in _runner_files(project)), None)
    if found is None:
        return ()
    runner = "nx" if found.endswith("nx.json") else "turbo"
    reason = (
        f"{found} says that {runner} orders the builds of this monorepo: the app's own script is run, "
        f"so workspace packages that need a build first must be built by it"
    )
    return (Choice(value=runner, reason=reason, at=At(path=found)),)


def _runner_files(project: Project) -> tuple[str, ...]:
    return tuple(
        posixpath.normpath(posixpath.join(project.install_root, each))
        for each in ("turbo.json", "turbo.jsonc", "nx.json")
    )


def outputs(project: Project) -> tuple[str, ...]:
    """Give the folders that the build is likely to write, relative to the source root: a configuration that names
    another one is code, and is not run here."""
    name = project.framework.name if project.framework else ""
    folders = _OUTPUTS.get(name, ("dist", "build", "out"))
    return tuple(posixpath.normpath(posixpath.join(project.app, each)) for each in folders)
