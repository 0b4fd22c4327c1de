"""Projects of a few files, read from disk as any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.model.survey import Survey
from buildcheck.survey import survey

Read = Callable[[Mapping[str, str]], Survey]
MANIFEST = '{ "name": "demo", "dependencies": { "next": "15.5.6" }, "scripts": { "build": "next build" } }'


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Give a function that writes files (and a manifest, where they hold none) and gives what the survey says."""

    def make(files: Mapping[str, str]) -> Survey:
        for name, text in {"package.json": MANIFEST, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        with load(tmp_path) as project:
            return survey(project)

    return make
