"""`Project` -> the modules of its own source files, by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from buildcheck.javascript.parse import LONGEST, language_of, module_of
from buildcheck.model.module import Module
from buildcheck.model.project import Entry, Project

_NOT_SOURCE = frozenset({"node_modules", ".next", ".git", ".yarn", "bower_components"})


def read_modules(project: Project) -> Mapping[str, Module]:
    """Read every source file of the app and of the members of its workspace."""
    root = Path(project.source.root)
    found: dict[str, Module] = {}
    for entry in wanted(project):
        language = language_of(entry.path)
        if language is None:
            continue
        try:
            text = (root / entry.path).read_bytes()
        except OSError:
            continue
        found[entry.path] = module_of(text, language)
    return found


def wanted(project: Project) -> Iterator[Entry]:
    """Give the files of ``project`` that are its own source text."""
    folders = {project.app, project.install_root, *project.members}
    prefixes = tuple("" if each == "." else f"{each}/" for each in folders)
    for entry in project.source.entries:
        if entry.kind != "file" or entry.size > LONGEST or language_of(entry.path) is None:
            continue
        if entry.path.startswith(prefixes) and _NOT_SOURCE.isdisjoint(entry.path.split("/")):
            yield entry
