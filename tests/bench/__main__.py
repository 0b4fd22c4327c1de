"""``python -m tests.bench [--only files|build|probe|snapshot|observe|explained] [--runs N] [--case NAME]``: two ways in
turns, in one run; tables with the bars. ``files`` is `buildcheck check` beside knip, ``build`` is `verify` beside the
bare commands, ``probe`` is a build that tells which variables it reads beside one that does not, ``snapshot`` is
`buildcheck snapshot` beside envinfo, ``observe`` is a build on this machine that is watched beside one that is not.
``explained`` are the builds and minutes that `buildcheck explain-failure` takes for described machines.

The bars are ratios and differences, because machines differ. The exit code is 0 whether they are held or not: figures
of a busy machine prove nothing. Both sides have the build image and the package manager already.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import docker

from buildcheck.engines.docker import images
from buildcheck.engines.docker.client import connect
from buildcheck.model.settings import Settings
from buildcheck.pipeline.plan import make_plan_of
from tests.bench import app, explained, files, observe, ours, probe, snapshot
from tests.bench.by_hand import ByHand
from tests.bench.ours import Timed

COLD_RATIO, WARM_SECONDS, UNCHANGED_SECONDS, HELP_SECONDS = 1.05, 1.5, 0.5, 0.15
HELP_RUNS = 10
WATCHED = "clean--next-15-pages"


@dataclass
class Figures:
    """What was measured, in seconds, in the order of the runs."""

    cold: list[Timed] = field(default_factory=list)
    cold_by_hand: list[float] = field(default_factory=list)
    warm: list[Timed] = field(default_factory=list)
    build_alone: list[float] = field(default_factory=list)
    unchanged: list[Timed] = field(default_factory=list)
    help_text: list[float] = field(default_factory=list)


def measure(client: docker.DockerClient, case: str, runs: int, folder: Path) -> Figures:
    """Build the app of ``case`` both ways, by turns."""
    project, report = app.copied(case, folder), folder / "report.json"
    _, plan = make_plan_of(project, Settings())
    image = images.ensure(client, plan.node.value, "full", lambda event: say(event.text))
    by_hand, figures = ByHand(client, image.reference), Figures()
    say("warming up: package manager, what the daemon remembers")
    ours.verify(project, report, "--no-cache")
    installed = by_hand.installed(project)
    try:
        for number in range(1, runs + 1):
            say(f"run {number} of {runs}: cold")
            ours.forget_downloads(client)
            figures.cold.append(ours.verify(project, report, "--no-cache"))
            figures.cold_by_hand.append(by_hand.everything(project))
            say(f"run {number} of {runs}: same lockfile, unchanged")
            app.change(project)
            figures.warm.append(ours.verify(project, report))
            figures.build_alone.append(by_hand.build_alone(installed))
            figures.unchanged.append(ours.verify(project, report))
    finally:
        client.images.remove(installed, force=True)
    figures.help_text = [ours.help_text() for _ in range(HELP_RUNS)]
    return figures


def table(figures: Figures) -> str:
    """Give the figures beside the bars."""
    cold, by_hand = _median(figures.cold), median(figures.cold_by_hand)
    warm, alone = _median(figures.warm), median(figures.build_alone)
    unchanged, help_text = _median(figures.unchanged), median(figures.help_text)
    rows = [
        ("cold", cold, f"by hand {by_hand:.2f} s", f"{cold / by_hand:.3f}x", f"<= {COLD_RATIO}x", COLD_RATIO * by_hand),
        (
            "same lockfile",
            warm,
            f"build alone {alone:.2f} s",
            f"+{warm - alone:.2f} s",
            f"<= +{WARM_SECONDS} s",
            alone + WARM_SECONDS,
        ),
        ("unchanged", unchanged, "", "", f"< {UNCHANGED_SECONDS} s", UNCHANGED_SECONDS),
        ("--help", help_text, "", "", f"< {HELP_SECONDS} s", HELP_SECONDS),
    ]
    lines = [f"{'':14} {'buildcheck':>10}  {'beside':20} {'':>9}  {'bar':10}"]
    for name, seconds, beside, relation, bar, most in rows:
        held = "held" if seconds <= most else "MISSED"
        lines.append(f"{name:14} {seconds:8.2f} s  {beside:20} {relation:>9}  {bar:10} {held}")
    return "\n".join([*lines, "", *_overheads(figures)])


def _overheads(figures: Figures) -> list[str]:
    lines = []
    for name, runs in (("cold", figures.cold), ("same lockfile", figures.warm)):
        around = median(run.seconds - run.steps for run in runs)
        lines.append(f"{name}: {around:.2f} s around the steps; tree {runs[-1].tree}; runs " + _list(runs))
    lines.append("by hand: " + " ".join(f"{seconds:.1f}" for seconds in figures.cold_by_hand))
    lines.append("build alone: " + " ".join(f"{seconds:.1f}" for seconds in figures.build_alone))
    return lines


def _median(runs: Sequence[Timed]) -> float:
    return median(run.seconds for run in runs)


def _list(runs: Sequence[Timed]) -> str:
    return " ".join(f"{run.seconds:.1f}" for run in runs)


def say(text: str) -> None:
    """Tell on standard error how far it is."""
    sys.stderr.write(f"bench: {text}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", default="clean--next-16-app")
    parser.add_argument("--only", choices=("files", "build", "probe", "snapshot", "observe", "explained"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="buildcheck-bench-") as folder:
        if options.only in (None, "files"):
            sys.stdout.write(f"{files.table(files.measure(options.runs, Path(folder)))}\n\n")
        if options.only in (None, "probe"):
            sys.stdout.write(f"{probe.table(probe.measure(options.runs, Path(folder), say))}\n\n")
        if options.only in (None, "snapshot"):
            sys.stdout.write(f"{snapshot.table(snapshot.measure(options.runs, Path(folder), say))}\n\n")
        if options.only in (None, "observe"):
            sys.stdout.write(f"{observe.table(observe.measure(WATCHED, options.runs, Path(folder), say))}\n\n")
        if options.only in (None, "explained"):
            sys.stdout.write(f"{explained.table(explained.measure(Path(folder), say))}\n\n")
        if options.only in (None, "build"):
            client = connect()
            sys.stdout.write(f"{table(measure(client, options.case, options.runs, Path(folder)))}\n")
            client.close()


if __name__ == "__main__":
    main()
