"""The app that is built: a fixture, copied out of this repository into a small git repository of its own."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"
_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.test", "-c", "commit.gpgSign=false")
_numbers = itertools.count(1)


def copied(case: str, folder: Path) -> Path:
    """Give a copy of the project of ``case`` below ``folder``, committed."""
    project = folder / "app"
    shutil.copytree(FIXTURES / case / "project", project)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "bench"]):
        subprocess.run([*_GIT, *command], cwd=project, check=True)
    return project


def change(project: Path) -> None:
    """Change the source so that nothing can be answered from a kept result, and nothing has to be installed."""
    (project / "bench.txt").write_text(f"{next(_numbers)}\n")
    subprocess.run([*_GIT, "add", "bench.txt"], cwd=project, check=True)
