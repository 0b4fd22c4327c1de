"""Small projects on a real disk, surveyed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from buildcheck.load import load
from buildcheck.model.survey import Edge, Survey
from buildcheck.survey import survey

Files = Mapping[str, Any]
"""The text of each file; a table is written as JSON."""

NEXT_15: dict[str, Any] = {"dependencies": {"next": "15.5.9", "react": "19.1.0", "typescript": "5.9.3"}}
NEXT_16: dict[str, Any] = {"dependencies": {"next": "16.0.11", "react": "19.2.0", "typescript": "5.9.3"}}
VITE: dict[str, Any] = {"dependencies": {"vite": "6.0.5"}}


def manifest(more: dict[str, Any], build: str = "next build") -> dict[str, Any]:
    """A package.json."""
    return {"name": "demo", "scripts": {"build": build}, **more}


def surveyed(folder: Path, files: Files, app: str = ".") -> Survey:
    """Write ``files`` below ``folder`` and survey the app there."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    with load(folder / app) as project:
        return survey(project)


def edge(found: Survey, importer: str, specifier: str) -> Edge:
    """The edge of one import."""
    return next(each for each in found.edges[importer] if each.request.specifier == specifier)
