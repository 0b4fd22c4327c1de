"""The command ``explain-failure``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from buildcheck.cli.options import (
    no_color_option,
    path_argument,
    quiet_option,
    reporting_format_option,
    settings_from,
    trying_options,
)
from buildcheck.cli.quantities import Output


@click.command("explain-failure", short_help="Find out by experiment why it builds here and not there.")
@path_argument
@trying_options
@reporting_format_option
@quiet_option
@no_color_option
def explain_failure(
    path: Path,
    *,
    outputs: tuple[Output, ...],
    quiet: bool,
    no_color: bool,
    max_builds: int,
    max_minutes: float,
    snapshot_file: Path | None,
    **values: Any,
) -> int:
    """Build the project in PATH in a clean container, and then again with what this machine has and a clean one lacks,
    until the smallest set of differences is found that decides whether it builds.

    \b
    Exit codes:
      0   it builds in both             1   one side fails: the answer says why, or that it was not found
      2   usage                         3   no answer: engine or set-up
      75  no answer: the network; try again later
    """
    import os

    from buildcheck.cli.outputs import publish_value
    from buildcheck.cli.progress import watching
    from buildcheck.cli.snapshots import read_snapshot
    from buildcheck.cli.verdict import explanation_exit_code
    from buildcheck.pipeline.explain_failure import explain_failure as explain
    from buildcheck.reports.explanation import render

    machine = read_snapshot(snapshot_file) if snapshot_file is not None else None
    settings = settings_from(values)
    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        found = explain(path, settings, watch, os.environ, builds=max_builds, seconds=max_minutes * 60, machine=machine)
    publish_value(found, render, outputs, no_color=no_color)
    return explanation_exit_code(found)
