"""In which folder each Dockerfile is built: what compose files and scripts say, else what its COPY lines show."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.paths import ancestors, join, parent, within
from buildcheck.load.yaml_text import YamlError, document
from buildcheck.model.project import Project
from buildcheck.survey.deployment.dockerfile_lines import logical_lines
from buildcheck.survey.deployment.dockerfile_words import json_form, split_flags, words
from buildcheck.survey.invocations import invocations

_MAX_BYTES = 256 * 1024
_COMPOSE = ("docker-compose", "compose")


def declared_contexts(files: Files, project: Project, folders: tuple[str, ...]) -> dict[str, str]:
    """Give the build context of each Dockerfile that a compose file or a script of a manifest names."""
    found: dict[str, str] = {}
    for folder in folders:
        for name in files.names(folder):
            if name.startswith(_COMPOSE) and name.endswith((".yml", ".yaml")):
                found = {**dict(_of_compose(files, folder, name)), **found}
    for manifest in (project.manifest, project.root_manifest):
        folder = parent(manifest.path)
        for text in manifest.scripts.values():
            found = {**dict(_of_script(folder, text)), **found}
    return found


def _of_compose(files: Files, folder: str, name: str) -> Iterator[tuple[str, str]]:
    try:
        services = document(files.text(join(folder, name), _MAX_BYTES) or "").get("services")
    except YamlError:
        return
    for service in services.values() if isinstance(services, dict) else ():
        build = service.get("build") if isinstance(service, Mapping) else None
        if build is None:
            continue
        context, file = _build_of(build)
        if "$" not in context + file and "://" not in context:
            place = _within(folder, context)
            yield _within(place, file), place


def _build_of(build: Any) -> tuple[str, str]:
    if isinstance(build, Mapping):
        return str(build.get("context") or "."), str(build.get("dockerfile") or "Dockerfile")
    return str(build), "Dockerfile"


def _of_script(folder: str, text: str) -> Iterator[tuple[str, str]]:
    for each in invocations(text):
        if each.runs("docker", "build") and each.folder is not None and not each.words[-1].startswith("-"):
            place = _within(folder, each.folder)
            context = _within(place, each.words[-1])
            yield _within(place, each.flag("-f", "--file") or posixpath.join(each.words[-1], "Dockerfile")), context


def _within(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def likely_context(files: Files, path: str) -> str:
    """Give the folder in which the Dockerfile at ``path`` finds most of what it copies: its own one, or one above; of
    those that are equal, one with a package.json, the nearest."""
    sources = tuple(_sources(files.text(path, _MAX_BYTES) or ""))

    def rank(folder: str) -> tuple[int, bool]:
        return sum(_exists(files, _within(folder, each)) for each in sources), files.has(folder, "package.json")

    return max(ancestors(parent(path)), key=rank)


def _sources(text: str) -> Iterator[str]:
    for line in logical_lines(text):
        if line.name in ("COPY", "ADD") and not line.documents:
            flags, rest = split_flags(line.rest)
            plain = json_form(rest) or words(rest)
            if "from" not in flags:
                yield from (each for each in plain[:-1] if not set(each) & set("*?[$") and "://" not in each)


def _exists(files: Files, path: str) -> bool:
    if path.startswith(".."):
        return False
    return path == "." or path in files.by_path or any(within(each, path) for each in files.folders)
