"""``turbo.json`` -> the variables that its tasks may see (https://turborepo.com/docs/reference/configuration)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.model.environment import Declaration
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

_AT_TOP = ("globalEnv", "globalPassThroughEnv")
_IN_TASK = ("env", "passThroughEnv")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LONGEST = 256 * 1024


def turbo(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give the names that are written out: patterns (``NEXT_PUBLIC_*``) tell nobody what to set."""
    for path, document in survey.json.items():
        if path.rpartition("/")[2] not in ("turbo.json", "turbo.jsonc") or not isinstance(document, dict):
            continue
        lines = (Files(project.source).text(path, _LONGEST) or "").splitlines()
        for name, task in _names(document):
            line = next((number for number, text in enumerate(lines, start=1) if f'"{name}"' in text), None)
            yield name, Declaration(by="turbo", at=At(path=path, line=line), of=task)


def _names(document: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield from ((name, None) for key in _AT_TOP for name in _listed(document.get(key)))
    for group in (document.get("tasks"), document.get("pipeline")):
        for task, settings in group.items() if isinstance(group, dict) else ():
            if isinstance(settings, dict):
                yield from ((name, str(task)) for key in _IN_TASK for name in _listed(settings.get(key)))


def _listed(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, str) and _NAME.fullmatch(each):
            yield each
