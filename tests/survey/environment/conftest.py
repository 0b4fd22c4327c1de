"""Projects of a few files, read from disk as any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.model.environment import Inventory
from buildcheck.survey import survey

Read = Callable[[Mapping[str, str]], Inventory]
NEXT = '{ "name": "demo", "dependencies": { "next": "15.5.6" }, "scripts": { "build": "next build" } }'
VITE = '{ "name": "demo", "devDependencies": { "vite": "7.1.12" }, "scripts": { "build": "vite build" } }'


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Give a function that writes files (and a manifest for Next, where they hold none) and gives the inventory."""

    def make(files: Mapping[str, str]) -> Inventory:
        for name, text in {"package.json": NEXT, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        with load(tmp_path) as project:
            return survey(project).environment

    return make
