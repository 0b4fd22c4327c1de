"""A machine with a project on it that uses nothing of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.observe.machines import Developer


@pytest.fixture
def at_work(tmp_path: Path) -> Developer:
    """A machine with a committed project whose build script runs ``build.js``."""
    made = Developer(tmp_path)
    made.write(
        {
            "package.json": {"name": "demo", "version": "1.0.0", "scripts": {"build": "node build.js"}},
            "build.js": "",
            ".gitignore": "node_modules\n",
        },
        commit=True,
    )
    return made
