"""The command ``observe``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from buildcheck.cli.options import no_color_option
from buildcheck.cli.quantities import Output


@click.command(
    short_help="Run your own build here and record what it really uses.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option(
    "--project",
    "path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The project's folder, in which COMMAND is run; without it, this folder.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("terminal", "json")),
    default="terminal",
    show_default=True,
    help="What is written on standard error when COMMAND has ended.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the snapshot with what was used, for `buildcheck diff --observed FILE`.",
)
@no_color_option
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def observe(path: Path, format_: str, output: Path | None, no_color: bool, command: tuple[str, ...]) -> int:
    """Run COMMAND, your own build, on this machine with your environment, and record what it uses that a clean
    container lacks: modules from outside of the project, programs, variables, hosts, files. Names, never values.

    \b
      buildcheck observe -- npm run build

    This is the one command that runs the project's code on this machine. What COMMAND writes goes where it always
    goes; the record follows on standard error. The exit code is that of COMMAND: 128 + n where signal n ended it, 127
    where it is not found, 126 where it can't be run.
    """
    import os

    from buildcheck.cli.outputs import save
    from buildcheck.cli.streams import put, view_of
    from buildcheck.pipeline.observe_command import observe_command
    from buildcheck.reports.json import encode
    from buildcheck.reports.observed import render

    machine = observe_command(path, command, os.environ)
    if output is not None:
        save(encode(machine), Output("json", output))
    put(sys.stderr, encode(machine) if format_ == "json" else render(machine, view_of(sys.stderr, no_color=no_color)))
    return machine.used.exit_code if machine.used is not None else 0
