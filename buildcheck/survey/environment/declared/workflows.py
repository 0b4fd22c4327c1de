"""Files of CI machines -> the variables that they set: GitHub's workflows and actions, GitLab's pipelines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.yaml_text import YamlError, document
from buildcheck.model.environment import Declaration
from buildcheck.model.value import At

_FILES = re.compile(r"(?:\.github/(?:workflows|actions)/.*|(?:.*/)?\.gitlab-ci|\.gitlab/.*)\.ya?ml")
_KEYS = frozenset({"env", "variables"})
_LONGEST = 256 * 1024
_DEEPEST = 8


def workflows(files: Files, known: Collection[str]) -> Iterator[tuple[str, Declaration]]:
    """Give the variables that each file sets. ``known`` are the names that matter: a file without one is not read."""
    for path in files.by_path:
        text = files.text(path, _LONGEST) if _FILES.fullmatch(path) else None
        if text is None or not any(each in text for each in known):
            continue
        try:
            tree = document(text)
        except YamlError:
            continue
        lines = text.splitlines()
        for name, job in dict.fromkeys(_set(tree, None, 0)):
            key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*:")
            line = next((number for number, each in enumerate(lines, start=1) if key.match(each)), None)
            yield name, Declaration(by="ci", at=At(path=path, line=line), of=job)


def _set(tree: Any, job: str | None, depth: int) -> Iterator[tuple[str, str | None]]:
    """Give the names below every ``env``, with the job that it stands in."""
    if isinstance(tree, list):
        for each in tree:
            yield from _set(each, job, depth)
    if not isinstance(tree, dict) or depth > _DEEPEST:
        return
    for key, value in tree.items():
        if key in _KEYS and isinstance(value, dict):
            yield from ((str(name), job) for name in value)
        elif key == "jobs" and isinstance(value, dict):
            for name, inner in value.items():
                yield from _set(inner, str(name), depth + 1)
        else:
            yield from _set(value, job, depth + 1)
