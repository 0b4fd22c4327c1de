"""The command ``minimise``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from buildcheck.cli.options import (
    no_color_option,
    planning_options,
    quiet_option,
    reporting_format_option,
    running_options,
    settings_from,
)
from buildcheck.cli.quantities import Output


@click.command(short_help="Shrink a project that fails to build, for a bug report.")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".", metavar="[PATH | FILE]")
@click.option(
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default="minimal",
    show_default=True,
    help="A new folder for what is left.",
)
@click.option(
    "--max-builds", type=click.IntRange(min=2), default=60, show_default=True, help="At most so many builds are made."
)
@click.option(
    "--max-minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="After so many minutes no further build is begun.",
)
@planning_options
@running_options
@reporting_format_option
@quiet_option
@no_color_option
def minimise(
    path: Path,
    *,
    folder: Path,
    max_builds: int,
    max_minutes: float,
    outputs: tuple[Output, ...],
    quiet: bool,
    no_color: bool,
    **values: Any,
) -> None:
    """Shrink the project in PATH, or in the bundle FILE, as long as its build fails in the same way: files first, then
    packages. What is left is written into a new folder.

    \b
    Exit codes:
      0   it was written               2   usage; it builds, so there is nothing to shrink
      3   no answer: engine or set-up  75  no answer: the network; try again later
    """
    from buildcheck.cli.outputs import publish_value
    from buildcheck.cli.progress import watching
    from buildcheck.pipeline.minimise import Wanted
    from buildcheck.pipeline.minimise import minimise as shrink
    from buildcheck.reports.minimised import render

    wanted = Wanted(folder=folder, builds=max_builds, seconds=max_minutes * 60)
    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        found = shrink(path, settings_from(values), watch, wanted)
    publish_value(found, render, outputs, no_color=no_color)
