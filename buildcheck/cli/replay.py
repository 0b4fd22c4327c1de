"""`buildcheck replay`: a bundle in, the same run made again here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from buildcheck.cli.options import (
    NETWORKS,
    no_color_option,
    quiet_option,
    reporting_format_option,
    running_options,
)
from buildcheck.cli.quantities import Output, duration, env, size

EXIT_DIFFERS = 1

_HERE = (
    click.option(
        "--source",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="A folder with the same source, for a bundle without it; files that differ are named.",
    ),
    click.option(
        "--shell",
        is_flag=True,
        help="Open a shell in the container of the step that fails, with its folder, variables and network. "
        "Commands are read from standard input.",
    ),
    click.option(
        "--network",
        type=click.Choice(NETWORKS),
        help="What the build may reach; without it, as in the bundle, but never more than `known`.",
    ),
    click.option(
        "--allow-host", "allow_hosts", multiple=True, metavar="HOST", help="One more host that may be reached."
    ),
    click.option(
        "--registry-auth", multiple=True, metavar="HOST", help="A registry whose credentials the fetch phase may use."
    ),
    click.option(
        "--env", type=env, metavar="synthetic|none|file:PATH", help="Variables for the run, instead of the bundle's."
    ),
    click.option("--memory", type=size, metavar="SIZE", help="At most this much memory, like 8g."),
    click.option("--disk", type=size, metavar="SIZE", help="At most this much disk, like 10g."),
    click.option("--timeout", type=duration, metavar="TIME", help="At most this long for each phase, like 30m."),
)


def _here_options(command: Any) -> Any:
    for option in reversed(_HERE):
        command = option(command)
    return command


@click.command(short_help="Make the run of a bundle again, and say where it differs.")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@_here_options
@running_options
@reporting_format_option
@quiet_option
@no_color_option
def replay(
    *,
    bundle: Path,
    source: Path | None,
    shell: bool,
    outputs: tuple[Output, ...],
    quiet: bool,
    no_color: bool,
    **values: Any,
) -> int:
    """Make the run in the bundle FILE again on this machine, and say whether the answer is the same.

    The bundle may come from anybody: its plan is made anew and only compared, and what a run may reach and use is
    decided here.

    \b
    Exit codes:
      0   the same verdict and findings      1   another answer; it is said in which part
      2   no bundle that can be used         3, 75   no verdict here, as of `verify`
    """
    from buildcheck.bundle.terms import Here
    from buildcheck.cli.outputs import publish_value
    from buildcheck.cli.progress import watching
    from buildcheck.pipeline.replay import replay as run_again
    from buildcheck.reports.replay import render

    if shell:
        from buildcheck.cli.shell import shell_at_failure

        return shell_at_failure(bundle, Here(**values), source=source, quiet=quiet, no_color=no_color)
    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        found = run_again(bundle, Here(**values), watch, source=source)
    publish_value(found, render, outputs, no_color=no_color)
    return _exit_code(found)


def _exit_code(found: Any) -> int:
    from buildcheck.cli.verdict import exit_code

    if found.same:
        return 0
    return exit_code(found.report, "never") if found.report.verdict == "incomplete" else EXIT_DIFFERS
