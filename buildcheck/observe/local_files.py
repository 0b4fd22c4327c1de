"""Files on disk that a clean checkout lacks, each with the line that hides it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from buildcheck.load.git import Git, GitError
from buildcheck.load.paths import ancestors, decode, parent
from buildcheck.model.machine import LocalFile
from buildcheck.model.project import Project
from buildcheck.model.value import At
from buildcheck.observe.surroundings import Surroundings

SECONDS = 5
MOST = 1_000
_MAX_ANSWER = 16 * 1024**2


class _Rule(NamedTuple):
    """The line that ignores a path, ``None`` where git names none, and what it says."""

    at: At | None = None
    pattern: str | None = None


_NONE = _Rule()


def local_files(project: Project, around: Surroundings) -> tuple[tuple[LocalFile, ...] | None, int]:
    """Give them, ignored folders as one, and how many more there are; ``None`` outside git, or where it can't tell."""
    if project.source.commit is None and project.source.index is None:
        return None, 0
    git = Git(around.source)
    try:
        ignored = _ignored(git)
        rules = _rules(git, ignored[:MOST])
    except GitError:
        return None, 0
    found = [LocalFile(path=path) for path in project.source.untracked]
    # git also names folders that hold nothing but ignored files; no rule is about these.
    hidden = {path: rule for path in ignored[:MOST] if (rule := rules.get(path, _NONE)).at is not None}
    for path, rule in hidden.items():
        # What is in an ignored folder is named once more where the rule stands in that folder itself.
        if not any(f"{above}/" in hidden for above in ancestors(parent(path.rstrip("/")))):
            found.append(LocalFile(path=path, rule=_shown(rule.at, around), pattern=rule.pattern))
    return tuple(found), max(0, len(ignored) - MOST)


def _ignored(git: Git) -> list[str]:
    output = git.run("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", seconds=SECONDS)
    return [decode(each) for each in output.split(b"\0") if each]


def _rules(git: Git, paths: Iterable[str]) -> dict[str, _Rule]:
    """Ask git for the rule of each path (git-check-ignore(1): source, line, pattern and path, each NUL-ended)."""
    listed = list(paths)
    if not listed:
        return {}
    with tempfile.TemporaryFile() as wanted:
        wanted.write(b"".join(os.fsencode(each) + b"\0" for each in listed))
        wanted.seek(0)
        with git.stream("check-ignore", "--verbose", "-z", "--stdin", stdin=wanted) as answer:
            fields = [decode(each) for each in answer.read(_MAX_ANSWER).split(b"\0")]
    found: dict[str, _Rule] = {}
    for file, line, pattern, path in zip(*[iter(fields)] * 4, strict=False):
        at = At(path=file, line=int(line) if line.isdigit() else None) if file else None
        found[path] = _Rule(at, pattern or None)
    return found


def _shown(at: At | None, around: Surroundings) -> At | None:
    if at is None:
        return None
    path = Path(at.path)
    return At(path=around.shown(path) if path.is_absolute() else at.path, line=at.line)
