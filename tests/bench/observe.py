"""`buildcheck observe -- npm run build` beside the bare command, in turns, from an empty output folder each time:
seconds of the processor, which a busy machine changes little, and on the clock."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench import app
from tests.bench.ours import PROGRAM

MOST_RATIO = 1.15
_BUILD = ("npm", "run", "build")


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor by all processes together."""

    clock: float
    processor: float


def measure(case: str, runs: int, folder: Path, say: Callable[[str], None]) -> dict[str, list[Spent]]:
    """Build the app of ``case`` both ways, by turns, on this machine."""
    project = app.copied(case, folder / "observe")
    subprocess.run(["npm", "ci", "--silent", "--no-audit"], cwd=project, check=True)
    figures: dict[str, list[Spent]] = {"bare": [], "observed": []}
    for number in range(runs):
        say(f"observe, run {number + 1} of {runs}")
        figures["bare"].append(_timed(_BUILD, project))
        figures["observed"].append(_timed((str(PROGRAM), "observe", "--", *_BUILD), project))
    return figures


def _timed(argv: Sequence[str], project: Path) -> Spent:
    shutil.rmtree(project / ".next", ignore_errors=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    env = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    subprocess.run(argv, cwd=project, env=env, capture_output=True, check=True)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def table(figures: dict[str, list[Spent]]) -> str:
    """Give the figures beside the bar."""
    lines = []
    for name in Spent._fields:
        bare, observed = (median(getattr(each, name) for each in figures[side]) for side in ("bare", "observed"))
        lines.append(f"observe, {name}: {observed:.2f} s, bare {bare:.2f} s, {observed / bare:.2f}x")
    bare, observed = (median(each.processor for each in figures[side]) for side in ("bare", "observed"))
    lines.append(f"{'held' if observed <= MOST_RATIO * bare else 'MISSED'}  processor <= {MOST_RATIO}x")
    return "\n".join(lines)
