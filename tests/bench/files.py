"""`buildcheck check` against knip on the same trees, in turns: seconds on the clock, and the memory of all processes.

knip is what people run today to find undeclared dependencies and files; it parses and resolves the same modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench import tree
from tests.bench.ours import PROGRAM

SIZES = (100, 300, 1000, 3000, 10_000)
COLD_RATIO, WARM_RATIO = 2.0, 5.0
TYPICAL, TYPICAL_COLD, TYPICAL_WARM = 300, 1.0, 0.3
MOST_MEMORY = 300 * 1024**2
KNIP, TYPESCRIPT = "knip@6.44.2", "typescript@5.9.3"


@dataclass(frozen=True)
class Run:
    """One run: seconds, and the most bytes that its processes held at once."""

    seconds: float
    memory: int


@dataclass
class Figures:
    """The runs on one tree, ours and knip's. ``same`` follows no change at all, ``warm`` an edit of one module."""

    modules: int
    cold: list[Run] = field(default_factory=list)
    warm: list[Run] = field(default_factory=list)
    same: list[Run] = field(default_factory=list)
    knip: list[Run] = field(default_factory=list)
    knip_warm: list[Run] = field(default_factory=list)
    knip_same: list[Run] = field(default_factory=list)


def measure(runs: int, folder: Path, sizes: Sequence[int] = SIZES) -> list[Figures]:
    """Measure on trees of ``sizes`` modules, made below ``folder``."""
    tools = folder / "tools"
    tools.mkdir()
    subprocess.run(["npm", "install", "--silent", "--no-audit", KNIP, TYPESCRIPT], cwd=tools, check=True)
    return [_measured(size, runs, folder, tools / "node_modules/.bin/knip") for size in sizes]


def _measured(modules: int, runs: int, folder: Path, knip: Path) -> Figures:
    project, figures = tree.make(folder / f"tree{modules}", modules), Figures(modules)
    # knip reports what is unused: that is its answer, not a failure.
    peer = [str(knip), "--no-exit-code", "--directory", str(project)]
    for number in range(runs):
        sys.stderr.write(f"bench: {modules} modules, run {number + 1} of {runs}\n")
        cache = folder / f"cache{modules}-{number}"
        ours, environment = [str(PROGRAM), "check", "--offline", str(project)], {"BUILDCHECK_CACHE_DIR": str(cache)}
        cached = [*peer, "--cache", "--cache-location", str(cache / "knip")]
        figures.cold.append(run(ours, environment))
        figures.knip.append(run(peer))
        figures.same.append(run(ours, environment))
        run(cached)
        figures.knip_same.append(run(cached))
        tree.change(project, number)
        figures.warm.append(run(ours, environment))
        figures.knip_warm.append(run(cached))
    return figures


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run ``command`` to its end.

    Raises:
        RuntimeError: it failed.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
    )
    most = [0]
    watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - started
    watcher.join()
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{output.decode()[-2000:]}")
    return Run(seconds, most[0])


def _watch(process: subprocess.Popen[bytes], most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(_resident(each) for each in _family(process.pid)))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> int:
    """Give the bytes that a process holds for itself: what forked processes share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def table(figures: Sequence[Figures]) -> str:
    """Give the figures beside the bars."""
    lines = [
        f"{'modules':>8} {'cold':>8} {'knip':>8} {'ratio':>7}  {'again':>8} {'knip --cache':>12} {'ratio':>7}"
        f"  {'edited':>8} {'knip --cache':>12} {'memory':>8} {'knip':>8}"
    ]
    for each in figures:
        cold, peer = _seconds(each.cold), _seconds(each.knip)
        same, peer_same = _seconds(each.same), _seconds(each.knip_same)
        memory = f"{_memory(each.cold):>5.0f} MB {_memory(each.knip):>5.0f} MB"
        cold_part = f"{cold:>6.2f} s {peer:>6.2f} s {peer / cold:>6.1f}x"
        again = f"{same:>6.2f} s {peer_same:>10.2f} s {peer_same / same:>6.1f}x"
        edited = f"{_seconds(each.warm):>6.2f} s {_seconds(each.knip_warm):>10.2f} s"
        lines.append(f"{each.modules:>8,} {cold_part}  {again}  {edited} {memory}")
    return "\n".join([*lines, "", *_bars(figures)])


def _bars(figures: Sequence[Figures]) -> list[str]:
    large = [each for each in figures if each.modules >= 1000]
    typical = [each for each in figures if each.modules == TYPICAL]
    bars = [
        (f"cold at least {COLD_RATIO}x faster than knip from 1,000 modules on",
         all(_seconds(each.knip) >= COLD_RATIO * _seconds(each.cold) for each in large)),
        (f"a second run at least {WARM_RATIO}x faster than knip --cache from 1,000 modules on",
         all(_seconds(each.knip_same) >= WARM_RATIO * _seconds(each.same) for each in large)),
        (f"{TYPICAL} modules under {TYPICAL_COLD} s cold", all(_seconds(each.cold) < TYPICAL_COLD for each in typical)),
        (f"{TYPICAL} modules under {TYPICAL_WARM} s the second time",
         all(_seconds(each.same) < TYPICAL_WARM for each in typical)),
        ("memory under 300 MB", all(_memory(each.cold) * 1024**2 < MOST_MEMORY for each in figures)),
    ]  # fmt: skip
    return [f"{'held  ' if held else 'MISSED'}  {words}" for words, held in bars]


def _seconds(runs: Sequence[Run]) -> float:
    return median(each.seconds for each in runs)


def _memory(runs: Sequence[Run]) -> float:
    return max(each.memory for each in runs) / 1024**2
