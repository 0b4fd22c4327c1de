"""The options that commands share, and the way from their values to `Settings`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from buildcheck.cli.quantities import apart, duration, env, environment_output, output, size

if TYPE_CHECKING:
    from buildcheck.model.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

# The same words as the literals of the model, which is not imported for --help; a test holds them together.
SOURCES = ("working-tree", "head")
ENGINES = ("auto", "docker", "local")
NETWORKS = ("known", "open", "none")
IMAGES = ("full", "slim")
ENV_DEPTHS = ("quick", "full")
FAIL_ON = ("error", "warning", "never")
ENV_DEPTHS = ("quick", "full")

path_argument = click.argument(
    "path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", metavar="[PATH]"
)
no_color_option = click.option("--no-color", is_flag=True, help="No colours, as with NO_COLOR set.")
cache_option = click.option(
    "--no-cache",
    "cache",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Read and build again, even if nothing changed.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress; the report only.")

_NODE = click.option("--node", metavar="VERSION", help="Node to use instead of what the project asks for.")

_READING = (
    click.option(
        "--source",
        type=click.Choice(SOURCES),
        default="working-tree",
        show_default=True,
        help="Tracked files as they are on disk, or as a push would carry them.",
    ),
    _NODE,
)

_IMAGE = click.option(
    "--image",
    "variant",
    type=click.Choice(IMAGES),
    default="full",
    show_default=True,
    help="full: git, python3, make and g++ as big hosts have them; slim: none of these.",
)

_ENVIRONMENT = (
    click.option(
        "--env",
        type=env,
        metavar="synthetic|none|file:PATH",
        default="synthetic",
        show_default=True,
        help="Variables for the run: made values that nobody could mistake for real ones, none, or those of a file; "
        "a file's values stay inside the run.",
    ),
    click.option(
        "--env-depth",
        type=click.Choice(ENV_DEPTHS),
        default="quick",
        show_default=True,
        help="Builds that may be spent on what missing variables do: two, or as many as it takes.",
    ),
)

_CONFINING = (
    click.option("--seed", metavar="TEXT", default="1", show_default=True, help="What the made values are made from."),
    click.option(
        "--network",
        type=click.Choice(NETWORKS),
        default="known",
        show_default=True,
        help="What a build may reach: registries and the hosts of well-known packages; everything public; nothing.",
    ),
    click.option(
        "--allow-host", "allow_hosts", multiple=True, metavar="HOST", help="One more host that may be reached."
    ),
    click.option(
        "--registry-auth",
        multiple=True,
        metavar="HOST",
        help="A registry whose credentials, as configured on this machine, the fetch phase may use; "
        "a .pnpmfile or Yarn plugin of the project could read them there.",
    ),
    click.option("--memory", type=size, metavar="SIZE", help="At most this much memory, like 8g."),
    click.option("--disk", type=size, metavar="SIZE", help="At most this much disk, like 10g."),
    click.option("--timeout", type=duration, metavar="TIME", help="At most this long for each phase, like 30m."),
)

_PLANNING = (*_READING, _IMAGE, *_ENVIRONMENT, *_CONFINING)

_RUNNING = (
    click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="Where to build."),
    cache_option,
    click.option(
        "--ca-file",
        type=click.Path(exists=True, dir_okay=False, resolve_path=True),
        help="Certificates to trust besides the usual ones (PEM).",
    ),
)

_TRYING = (
    _NODE,
    _IMAGE,
    *_CONFINING,
    *_RUNNING,
    click.option(
        "--max-builds",
        type=click.IntRange(min=1),
        default=12,
        show_default=True,
        help="At most so many builds beside the clean one.",
    ),
    click.option(
        "--max-minutes",
        type=click.FloatRange(min=0, min_open=True),
        default=30.0,
        show_default=True,
        help="After so many minutes no further build is begun.",
    ),
    click.option(
        "--snapshot",
        "snapshot_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="What `buildcheck snapshot --format json` said on another machine, to explain that one. Its files are not "
        "here, so they can't be tried.",
    ),
)

reporting_format_option = click.option(
    "--format",
    "outputs",
    type=output,
    callback=apart,
    metavar="NAME[=FILE]",
    multiple=True,
    help="terminal or json, on standard output or in FILE. Repeatable. Files come besides the terminal report.",
)

_BUNDLING = (
    click.option(
        "--bundle",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Also write all of it into one file that `buildcheck replay` runs again elsewhere: source, plan, this "
        "machine, logs, report; no secret values. What is inside is listed first.",
    ),
    click.option(
        "--no-source",
        "sources",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Of the source, the bundle holds manifests, lockfiles and package managers' settings only.",
    ),
    click.option(
        "--bundle-limit",
        type=size,
        metavar="SIZE",
        default="256m",
        show_default=True,
        help="The most that it may hold.",
    ),
)

_REPORTING = (
    reporting_format_option,
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        default="error",
        show_default=True,
        help="The least severity that makes the exit code 1.",
    ),
)


_TABULATING = (
    click.option(
        "--format",
        "outputs",
        type=environment_output,
        callback=apart,
        metavar="NAME[=FILE]",
        multiple=True,
        help="terminal or json; dotenv-example, markdown, vercel, docker or github: what a host must be given. "
        "On standard output or in FILE. Repeatable.",
    ),
    click.option("--all", "everything", is_flag=True, help="Show the optional, given and unused ones, too."),
    click.option("--variable", metavar="NAME", help="Show all that is known about one variable."),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        default="never",
        show_default=True,
        help="error: exit with 1 where a value is in the browser's reach by mistake; warning: also where a variable "
        "is needed and named nowhere.",
    ),
)


def reading_options(command: Command) -> Command:
    """Add the options that decide what is read, and for which Node."""
    return _add(_READING, command)


def planning_options(command: Command) -> Command:
    """Add the options that a plan depends on."""
    return _add(_PLANNING, command)


def running_options(command: Command) -> Command:
    """Add the options that only a run depends on."""
    return _add(_RUNNING, command)


def trying_options(command: Command) -> Command:
    """Add the options of a search by builds."""
    return _add(_TRYING, command)


def reporting_options(command: Command) -> Command:
    """Add the options that say what is reported, and what counts."""
    return _add(_REPORTING, command)


def bundling_options(command: Command) -> Command:
    """Add the options that say what a bundle is to hold."""
    return _add(_BUNDLING, command)


def tabulating_options(command: Command) -> Command:
    """Add the options of the table of variables."""
    return _add(_TABULATING, command)


def settings_from(values: dict[str, Any]) -> Settings:
    """Give the settings for the values of `planning_options` and `running_options`, by parameter name."""
    from buildcheck.model.settings import Settings

    return Settings(**values)


class WantedBundle(NamedTuple):
    """What `bundling_options` say; ``file`` is ``None`` where no bundle is wanted."""

    file: Path | None
    sources: bool
    limit: int


def wanted_from(values: dict[str, Any]) -> WantedBundle:
    """Take the values of `bundling_options` out of ``values``.

    Raises:
        click.UsageError: they say what goes into a bundle, and none is wanted.
    """
    wanted = WantedBundle(values.pop("bundle"), values.pop("sources"), values.pop("bundle_limit"))
    if wanted.file is None and not wanted.sources:
        raise click.UsageError("--no-source says what goes into a bundle: name its file with --bundle FILE.")
    return wanted


def _add(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
