"""`Project` -> all `Deployment` values that concern its app: container files, hosts' settings, workflows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

import msgspec

from buildcheck.load.files import Files
from buildcheck.load.paths import ancestors, join, within
from buildcheck.model.deployment import Deployment
from buildcheck.model.next_app import NextApp
from buildcheck.model.project import IgnoreRule, Project
from buildcheck.survey.deployment.amplify import amplify_files
from buildcheck.survey.deployment.contexts import declared_contexts, likely_context
from buildcheck.survey.deployment.docker_ignore import read_docker_ignore
from buildcheck.survey.deployment.dockerfile import MAX_BYTES, read_dockerfile
from buildcheck.survey.deployment.github_pages import github_pages
from buildcheck.survey.deployment.hosts import host_files
from buildcheck.survey.deployment.render import render_files
from buildcheck.survey.deployment.tracing_root import server_folder

_DOCKERFILE = re.compile(r"(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$)[\w.-]+)?|[\w.-]+\.[Dd]ockerfile")
_MAX_DOCKERFILES = 20
_MADE = (".next", "out", "dist", "build")


def deployments(project: Project, files: Files, app: NextApp | None) -> tuple[Deployment, ...]:
    """Give what the repository says about where the app goes, the nearest to the app first; ``app`` is it as Next sees
    it, ``None`` for another framework."""
    folders = tuple(ancestors(project.app))
    return (
        *(_with_server(each, app, project, files) for each in _dockerfiles(project, files, folders)),
        *host_files(files, folders),
        *amplify_files(files, folders),
        *render_files(files, folders),
        *github_pages(files),
    )


def _dockerfiles(project: Project, files: Files, folders: tuple[str, ...]) -> Iterator[Deployment]:
    declared = declared_contexts(files, project, folders)
    found = [path for path in files.by_path if _DOCKERFILE.fullmatch(posixpath.basename(path))]
    for path in sorted(found, key=lambda each: (each.count("/"), each))[:_MAX_DOCKERFILES]:
        context = declared.get(path) or likely_context(files, path)
        if context.startswith(".."):
            continue
        made = Deployment(
            kind="dockerfile",
            path=path,
            folder=context,
            instructions=read_dockerfile(files, path, context),
            ignore_rules=tuple(_docker_ignore(files, path, context)),
        )
        if _concerns(made, project.app):
            yield made


def _with_server(made: Deployment, app: NextApp | None, project: Project, files: Files) -> Deployment:
    if app is None:
        return made
    return msgspec.structs.replace(made, server_folder=server_folder(made, app, project, files))


def _docker_ignore(files: Files, path: str, context: str) -> Iterator[IgnoreRule]:
    """An ignore file named after the Dockerfile takes the place of the context's."""
    for name in (f"{path}.dockerignore", join(context, ".dockerignore")):
        text = files.text(name, MAX_BYTES)
        if text is not None:
            return read_docker_ignore(name, text)
    return iter(())


def _concerns(made: Deployment, app: str) -> bool:
    """Whether a Dockerfile brings the app into an image: a folder that holds it, its manifest, or what it builds."""
    origins = {each.origin for line in made.instructions for each in line.copied if each.origin is not None}
    built = tuple(join(app, each) for each in _MADE)
    manifest = join(app, "package.json")
    return any(within(app, each) or each == manifest or any(within(each, b) for b in built) for each in origins)
