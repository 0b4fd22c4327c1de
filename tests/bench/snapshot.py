"""`buildcheck snapshot` against envinfo on the same installed project, in turns: seconds on the clock.

envinfo is what issue templates ask people to run; it asks each program for its version.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench import tree
from tests.bench.files import run
from tests.bench.ours import PROGRAM

ENVINFO = "envinfo@7.14.0"
MODULES = 300
MOST_SECONDS = 2.0
QUESTIONS = ("--system", "--binaries", "--npmPackages", "--npmGlobalPackages", "--json")


def measure(runs: int, folder: Path, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Give the seconds of both: the first snapshot of a project parses its modules, a later one knows them."""
    tools, project = folder / "envinfo", _project(folder)
    tools.mkdir()
    subprocess.run(["npm", "install", "--silent", "--no-audit", ENVINFO], cwd=tools, check=True)
    peer = [str(tools / "node_modules/.bin/envinfo"), *QUESTIONS]
    ours = [str(PROGRAM), "snapshot", "--format", "json", str(project)]
    figures: dict[str, list[float]] = {"first": [], "again": [], "envinfo": []}
    for number in range(runs):
        say(f"snapshot, run {number + 1} of {runs}")
        environment = {"BUILDCHECK_CACHE_DIR": str(folder / f"snapshot-cache-{number}")}
        figures["first"].append(run(ours, environment).seconds)
        figures["again"].append(run(ours, environment).seconds)
        figures["envinfo"].append(run(["sh", "-c", 'cd "$0" && exec "$@"', str(project), *peer]).seconds)
    return figures


def _project(folder: Path) -> Path:
    """Give a Next.js app of a typical size with its packages installed."""
    project = tree.make(folder / "snapshot", MODULES)
    install = ["npm", "install", "--silent", "--no-audit", "--ignore-scripts"]
    subprocess.run(install, cwd=project, check=True)
    return project


def table(figures: dict[str, list[float]]) -> str:
    """Give the figures beside the bar."""
    first, again, peer = (median(figures[name]) for name in ("first", "again", "envinfo"))
    held = "held" if max(first, again) < MOST_SECONDS else "MISSED"
    return "\n".join(
        [
            f"snapshot of a Next.js app of {MODULES} modules: first {first:.2f} s, again {again:.2f} s; "
            f"envinfo {peer:.2f} s ({peer / again:.1f}x)",
            f"{held}  under {MOST_SECONDS} s",
        ]
    )
