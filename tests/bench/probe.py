"""What the probes of a step cost a build: the same app built by turns with nothing loaded and with all of them.

In: cases whose app is built with Next. Out: seconds on the clock and of the processor, for each way. The bar is for the
processor's: the probes never wait, and on a busy machine the clock tells what others do.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from buildcheck.engines.probe_files import PROBES
from tests.bench import app

CASES = ("clean--next-15-pages", "clean--next-16-app")
RATIO = 1.03


@dataclass
class Figures:
    """Seconds (clock, processor) of each build of ``case``, and the lines that the probe wrote in the last one."""

    case: str
    bare: list[tuple[float, float]] = field(default_factory=list)
    watched: list[tuple[float, float]] = field(default_factory=list)
    lines: int = 0


def measure(runs: int, folder: Path, say: Callable[[str], None]) -> list[Figures]:
    """Install each app once and build it ``runs`` times both ways, by turns."""
    return [_measured(case, runs, folder / case, say) for case in CASES]


def _measured(case: str, runs: int, folder: Path, say: Callable[[str], None]) -> Figures:
    folder.mkdir()
    project = app.copied(case, folder)
    say(f"{case}: installing")
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=project, check=True, capture_output=True)
    trace = folder / "environment-build"
    watching = {
        "NODE_OPTIONS": f'--require "{PROBES / "watch.cjs"}"',
        "BUILDCHECK_ENVIRONMENT_TRACE": str(trace),
        "BUILDCHECK_NETWORK_TRACE": str(folder / "network"),
        "BUILDCHECK_ROOT": str(project),
    }
    figures = Figures(case)
    _build(project, {})
    for number in range(1, runs + 1):
        say(f"{case}: run {number} of {runs}")
        # Which goes first changes, because the second finds the files in memory.
        ways = [(figures.bare, {}), (figures.watched, watching)]
        for seconds, variables in ways if number % 2 else reversed(ways):
            trace.unlink(missing_ok=True)
            seconds.append(_build(project, variables))
            figures.lines = len(_lines(trace)) or figures.lines
    return figures


def _build(project: Path, variables: Mapping[str, str]) -> tuple[float, float]:
    shutil.rmtree(project / ".next", ignore_errors=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(project.parent), "CI": "1", "NEXT_TELEMETRY_DISABLED": "1"}
    used, started = _used(), time.monotonic()
    subprocess.run(
        ["node", "node_modules/next/dist/bin/next", "build"],
        cwd=project,
        env={**env, **variables},
        check=True,
        capture_output=True,
    )
    return time.monotonic() - started, _used() - used


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _lines(trace: Path) -> list[object]:
    return [json.loads(line) for line in trace.read_text("utf-8").splitlines()] if trace.exists() else []


def table(measured: list[Figures]) -> str:
    """Give the medians beside the bar."""
    lines = [f"{'':24} {'bare':>17}  {'watched':>17}  {'clock':>7} {'processor':>9}  bar"]
    for each in measured:
        (clock, used), (watched_clock, watched_used) = _medians(each.bare), _medians(each.watched)
        held = "held" if watched_used <= RATIO * used else "MISSED"
        lines.append(
            f"{each.case:24} {clock:6.2f} s ({used:5.1f} s)  {watched_clock:6.2f} s ({watched_used:5.1f} s)  "
            f"{watched_clock / clock:6.3f}x {watched_used / used:8.3f}x  <= {RATIO}x {held}; {each.lines} lines"
        )
    return "\n".join(lines)


def _medians(runs: list[tuple[float, float]]) -> tuple[float, float]:
    return median(clock for clock, _ in runs), median(used for _, used in runs)
