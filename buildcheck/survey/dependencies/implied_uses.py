"""What a framework or a bundler asks for by itself, because of what the project holds; no line names it.

Sources: next/dist/lib/verify-typescript-setup.js (13.5 to 16.0: `typescript`, `@types/react` and `@types/node` where
there is a tsconfig.json; in CI nothing is installed, the build ends); the guides to Sass, Less, Stylus.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildcheck.load.paths import join
from buildcheck.model.dependencies import PackageUse
from buildcheck.model.project import Project
from buildcheck.model.survey import Edge
from buildcheck.model.value import At

_NEXT_TYPES = ("typescript", "@types/react", "@types/node")
# Style languages and the packages of which one must be there, the usual one first.
_STYLES = {
    ".scss": ("Sass", ("sass", "sass-embedded", "node-sass")),
    ".sass": ("Sass", ("sass", "sass-embedded", "node-sass")),
    ".less": ("Less", ("less",)),
    ".styl": ("Stylus", ("stylus",)),
}
_BUNDLED_STYLES = {"next": (".scss", ".sass"), "vite": tuple(_STYLES)}
"""The style languages that each framework compiles as soon as the package is there."""


def implied_uses(
    project: Project, edges: Mapping[str, tuple[Edge, ...]], reached: Mapping[str, str | None] | None
) -> tuple[PackageUse, ...]:
    """Give the uses for the app."""
    framework = project.framework.name if project.framework else ""
    return (*_types(project, framework), *_styles(project, framework, edges, reached))


def _types(project: Project, framework: str) -> Iterator[PackageUse]:
    path = join(project.app, "tsconfig.json")
    if framework == "next" and any(each.path == path for each in project.source.entries):
        for package in _NEXT_TYPES:
            yield _use(project, package, At(path=path), "Next.js")


def _styles(
    project: Project,
    framework: str,
    edges: Mapping[str, tuple[Edge, ...]],
    reached: Mapping[str, str | None] | None,
) -> Iterator[PackageUse]:
    wanted = {ending: _STYLES[ending] for ending in _BUNDLED_STYLES.get(framework, ())}
    for path in reached or {}:
        for edge in edges.get(path, ()):
            target = edge.target or ""
            found = wanted.pop(target[target.rfind(".") :], None) if edge.outcome == "file" else None
            if found is not None:
                language, packages = found
                wanted = {ending: each for ending, each in wanted.items() if each[0] != language}
                yield _use(project, _choice(project, packages), edge.at, f"A style sheet in {language}")


def _choice(project: Project, packages: tuple[str, ...]) -> str:
    """Give the package that is declared, else the usual one."""
    manifests = (project.manifest, project.root_manifest)
    return next((name for name in packages for each in manifests if each.requirement(name)), packages[0])


def _use(project: Project, package: str, at: At, reader: str) -> PackageUse:
    return PackageUse(package=package, folder=project.app, by="config", needed="build", at=at, asked="", reader=reader)
