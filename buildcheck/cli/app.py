"""The commands. Each turns its arguments into a call of the pipeline, and the answer into text and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from buildcheck import __version__
from buildcheck.cli.contrast import folder_of, show_contrast, sides_argument
from buildcheck.cli.explain_failure import explain_failure
from buildcheck.cli.minimise import minimise
from buildcheck.cli.observe import observe
from buildcheck.cli.options import (
    IMAGES,
    bundling_options,
    cache_option,
    no_color_option,
    path_argument,
    planning_options,
    quiet_option,
    reading_options,
    reporting_format_option,
    reporting_options,
    running_options,
    settings_from,
    tabulating_options,
    wanted_from,
)
from buildcheck.cli.quantities import Output
from buildcheck.cli.replay import replay
from buildcheck.cli.streams import view_of, write
from buildcheck.cli.suggest import SuggestingGroup

_EPILOG = """\b
Completion of commands and options, for bash (zsh and fish likewise):
  eval "$(_BUILDCHECK_COMPLETE=bash_source buildcheck)"
"""


@click.group(
    cls=SuggestingGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
)
@click.version_option(__version__, "-V", "--version", prog_name="buildcheck")
def app() -> None:
    """Prove that a web project builds anywhere: in a clean container, from what it declares and nothing else."""


@app.command(short_help="Build the project in a clean place and say what is wrong.")
@path_argument
@planning_options
@running_options
@reporting_options
@bundling_options
@quiet_option
@no_color_option
def verify(path: Path, outputs: tuple[Output, ...], quiet: bool, no_color: bool, **values: Any) -> int:
    """Build the project in PATH in a clean place, and say whether it builds anywhere and if not, why.

    \b
    Exit codes:
      0   it builds        1   it does not, or findings count (--fail-on)
      2   usage            3   no verdict: engine or set-up
      75  no verdict: the network; try again later
      70  a mistake of buildcheck's own
    """
    from buildcheck.cli.bundles import verified, write_bundle
    from buildcheck.cli.outputs import publish
    from buildcheck.cli.progress import watching
    from buildcheck.cli.verdict import exit_code

    wanted = wanted_from(values)
    settings = settings_from(values)
    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        report, packed = verified(path, settings, watch, wanted)
    write_bundle(packed, wanted)
    code = exit_code(report, settings.fail_on)
    publish(report, outputs, exit_code=code, no_color=no_color)
    return code


@app.command(short_help="Say what the files alone tell: a second, no engine.")
@path_argument
@reading_options
@cache_option
@reporting_options
@click.option("--routes", is_flag=True, help="Print the routes that Next.js makes of the source instead.")
@click.option("--offline", is_flag=True, help="Do not ask the registry whether undeclared packages exist.")
@no_color_option
def check(path: Path, outputs: tuple[Output, ...], routes: bool, no_color: bool, **values: Any) -> int:
    """Read the project in PATH and say what is wrong with it, as far as its files tell. Nothing is run.

    Routers, output and deployment, dependencies and lockfiles, files that a clean checkout would lack. The exit codes
    are those of `verify`.
    """
    from buildcheck import recheck
    from buildcheck.cli.outputs import publish
    from buildcheck.cli.verdict import exit_code

    settings = settings_from(values)
    report = recheck.find(path, settings) if settings.cache else None
    if report is None:
        import gc

        # A run of a second leaves hardly any cycles behind, and looking for them takes a tenth of it (measured).
        gc.disable()
        from buildcheck.pipeline.check import check as check_files

        report = check_files(path, settings)
    code = exit_code(report, settings.fail_on)
    if routes:
        from buildcheck.reports.routes import render

        write(render(report, view_of(sys.stdout, no_color=no_color)))
    else:
        publish(report, outputs, exit_code=code, no_color=no_color)
    return code


@app.command(short_help="List the environment variables: needed when, declared where, exposed or not.")
@path_argument
@reading_options
@cache_option
@tabulating_options
@no_color_option
def env(
    path: Path, outputs: tuple[Output, ...], everything: bool, variable: str | None, no_color: bool, **values: Any
) -> int:
    """List the environment variables of the project in PATH: when each is needed, where it is declared, what happens
    without it, and whether a browser can see it. The worst first; names only, never values.

    Nothing is run. What an earlier `verify` of the same files proved is shown, and the last line says so.
    """
    from buildcheck.cli.outputs import spread
    from buildcheck.cli.verdict import environment_exit_code
    from buildcheck.pipeline.env import environment
    from buildcheck.reports.environment import render

    settings = settings_from(values)
    report = environment(path, settings)
    code = environment_exit_code(report, settings.fail_on)
    if variable is not None:
        from buildcheck.reports.environment_detail import render as detail

        write(detail(report, variable, view_of(sys.stdout, no_color=no_color)))
    else:
        spread(
            lambda name, view: render(name, report, view, everything=everything),
            outputs,
            exit_code=code,
            no_color=no_color,
        )
    return code


app.add_command(explain_failure)


@app.command()
@path_argument
@planning_options
@click.option("--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
@no_color_option
def plan(path: Path, format_: str, no_color: bool, **values: Any) -> None:
    """Show what `verify` would do, each choice with its reason. Nothing is run."""
    from buildcheck.pipeline.plan import make_plan_of

    project, made = make_plan_of(path, settings_from(values))
    if format_ == "json":
        from buildcheck.reports.json import encode
        from buildcheck.reports.plan import as_data

        write(encode(as_data(project, made)))
    else:
        from buildcheck.reports.plan import render

        write(render(project, made, view_of(sys.stdout, no_color=no_color)))


@app.command(short_help="Record what this machine has that a clean one lacks.")
@path_argument
@reporting_format_option
@bundling_options
@no_color_option
def snapshot(path: Path, outputs: tuple[Output, ...], no_color: bool, **values: Any) -> None:
    """Record this machine as the project in PATH meets it: programs, settings, global packages, files, node_modules.

    Names, versions and harmless values only; no secret, and no value of a variable. Nothing of the project is run.
    """

    from buildcheck.cli.bundles import observed, write_bundle
    from buildcheck.cli.outputs import publish_value
    from buildcheck.model.settings import Settings
    from buildcheck.reports.machine import render

    wanted = wanted_from(values)
    machine, packed = observed(path, Settings(), wanted)
    write_bundle(packed, wanted)
    publish_value(machine, render, outputs, no_color=no_color)


@app.command(short_help="Say how this machine differs from a clean build.")
@sides_argument
@planning_options
@reporting_format_option
@click.option("--all", "everything", is_flag=True, help="List harmless differences, too.")
@click.option(
    "--observed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What `buildcheck observe --output FILE` recorded here: what a build used is certain then.",
)
@no_color_option
def diff(
    sides: tuple[str, ...],
    *,
    outputs: tuple[Output, ...],
    everything: bool,
    observed: Path | None,
    no_color: bool,
    **values: Any,
) -> None:
    """Hold this machine against what `verify` would make of the project in PATH, the weightiest difference first.

    Each with what it does to a clean build, and what to declare so that both are the same. Nothing is run.

    With A and B, two files of `snapshot --format json`, two bundles, or two commits of the repository here are held
    against each other instead.
    """
    import os
    from functools import partial

    from buildcheck.cli.outputs import publish_value
    from buildcheck.cli.snapshots import read_observed
    from buildcheck.pipeline import machine
    from buildcheck.reports.differences import render

    if len(sides) == 2:
        show_contrast(sides, outputs, everything=everything, no_color=no_color)
        return
    used = read_observed(observed) if observed is not None else None
    found = machine.diff(folder_of(sides), settings_from(values), os.environ, used)
    publish_value(found, partial(render, everything=everything), outputs, no_color=no_color)


app.add_command(observe)
app.add_command(replay)
app.add_command(minimise)


@app.command(short_help="Check that everything a verification needs is there.")
@quiet_option
@no_color_option
def doctor(quiet: bool, no_color: bool) -> int:
    """Check that everything a verification needs is there, and say what to do about what is not."""
    from buildcheck import upkeep
    from buildcheck.cli.doctor import show
    from buildcheck.cli.progress import watching
    from buildcheck.cli.verdict import EXIT_NO_VERDICT

    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        probes = upkeep.doctor(watch)
    write(show(probes, view_of(sys.stdout, no_color=no_color)))
    return 0 if all(probe.ok for probe in probes) else EXIT_NO_VERDICT


@app.command()
@click.option("--all", "everything", is_flag=True, help="The caches and the images that buildcheck made, too.")
def clean(everything: bool) -> None:
    """Remove what earlier runs left behind."""
    from buildcheck import upkeep

    removed = upkeep.clean(everything)
    write("".join(f"removed {each}\n" for each in removed) or "Nothing to remove.\n")


@app.command()
@click.argument("check_id", metavar="[ID]", required=False)
def checks(check_id: str | None) -> None:
    """Show what is checked, or the manual page of one check."""
    from buildcheck import explain

    text = explain.catalogue() if check_id is None else explain.page(check_id)
    write(text.rstrip("\n") + "\n")


@app.group(cls=SuggestingGroup, short_help="Make and list build images of our own.")
def images() -> None:
    """Make and list build images, where no container registry can be reached."""


@images.command()
@click.option("--node", metavar="VERSION", help="Node's version; without it, the default of `plan`.")
@click.option("--variant", type=click.Choice(IMAGES), default="full", show_default=True)
@quiet_option
@no_color_option
def build(node: str | None, variant: str, quiet: bool, no_color: bool) -> None:
    """Make a build image from Debian packages and the npm registry's Node."""
    from buildcheck import upkeep
    from buildcheck.cli.progress import watching

    with watching(sys.stderr, quiet=quiet, no_color=no_color) as watch:
        name = upkeep.build_image(node, "slim" if variant == "slim" else "full", watch)
    write(f"{name}\n")


@images.command("list")
def list_images() -> None:
    """List the build images that are here."""
    from buildcheck import upkeep

    write("".join(f"{each}\n" for each in upkeep.list_images()) or "No build images here.\n")
