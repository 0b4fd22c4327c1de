"""`Project` -> the modules of its own source files, by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from buildcheck.javascript.parse import LONGEST, language_of
from buildcheck.javascript.worker import Job
from buildcheck.model.module import Module
from buildcheck.model.project import Entry, Project
from buildcheck.survey.cache import keep_modules, kept_modules, key_of
from buildcheck.survey.workers import read_all

_NOT_SOURCE = frozenset({"node_modules", ".next", ".git", ".yarn", "bower_components"})


def read_modules(project: Project) -> Mapping[str, Module]:
    """Read every source file of the app and of the members of its workspace. What was read before, here or under
    another name, is not parsed again."""
    root = project.source.root
    jobs = {entry.path: job for entry in wanted(project) if (job := _job(Path(root), entry)) is not None}
    keys = {path: key_of(job.text, job.language) for path, job in jobs.items()}
    known = kept_modules(root, dict.fromkeys(keys.values()))
    missing = {keys[path]: job for path, job in jobs.items() if keys[path] not in known}
    if missing:
        known |= zip(missing, read_all(list(missing.values())), strict=True)
        # The texts and what is kept of them need not be in memory side by side.
        jobs.clear()
        missing.clear()
        keep_modules(root, known)
    return {path: known[key] for path, key in keys.items()}


def wanted(project: Project) -> Iterator[Entry]:
    """Give the files of ``project`` that are its own source text. Files that are too long to have been written by
    hand are no part of it."""
    folders = {project.app, project.install_root, *project.members}
    prefixes = tuple("" if each == "." else f"{each}/" for each in folders)
    for entry in project.source.entries:
        if entry.kind != "file" or entry.size > LONGEST or language_of(entry.path) is None:
            continue
        if entry.path.startswith(prefixes) and _NOT_SOURCE.isdisjoint(entry.path.split("/")):
            yield entry


def _job(root: Path, entry: Entry) -> Job | None:
    language = language_of(entry.path)
    try:
        text = (root / entry.path).read_bytes()
    except (OSError, ValueError):
        return None
    return Job(language, text) if language is not None and len(text) <= LONGEST else None
