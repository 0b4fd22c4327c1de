"""Option values that are more than a word: ``8g``, ``1h30m``, ``json=report.json``, ``file:.env.ci``.

Each function is the type of an option: text in, value out, `click.BadParameter` with an example for anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import click

from buildcheck.reports import FORMATS
from buildcheck.reports.environment import FORMATS as ENVIRONMENT_FORMATS

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE | re.ASCII)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Output:
    """A report to be written: its format, and the file, ``None`` for standard output."""

    format: str
    file: Path | None = None


def size(text: str) -> int:
    """Give bytes for a size as Docker writes it, in powers of 1024: ``512m``, ``8g``, ``1.5GiB``, plain bytes."""
    match = _SIZE.fullmatch(text.strip())
    value = int(float(match[1]) * 1024 ** _POWERS[match[2].lower()]) if match else 0
    if value <= 0:
        raise click.BadParameter(f"{text!r} is not a size. Write it like 512m or 8g.")
    return value


def duration(text: str) -> int:
    """Give seconds for ``90s``, ``30m``, ``1h30m`` or plain seconds."""
    match = _DURATION.fullmatch(text.strip())
    hours, minutes, seconds = (int(each or 0) for each in match.groups()) if match else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + seconds
    if total <= 0:
        raise click.BadParameter(f"{text!r} is not a duration. Write it like 90s, 30m or 1h30m.")
    return total


def output(text: str) -> Output:
    """Give the output for ``NAME`` or ``NAME=FILE``.

    The folder of FILE must be there: better to hear that before a long build.
    """
    return _output(text, tuple(FORMATS))


def environment_output(text: str) -> Output:
    """Give the output for ``NAME`` or ``NAME=FILE`` of the table of variables."""
    return _output(text, ENVIRONMENT_FORMATS)


def _output(text: str, formats: tuple[str, ...]) -> Output:
    name, has_file, file = text.partition("=")
    if name not in formats:
        raise click.BadParameter(f"{name!r} is not a format. There are: {', '.join(formats)}.")
    if not has_file:
        return Output(name)
    path = Path(file)
    if not file or path.is_dir() or not path.absolute().parent.is_dir():
        raise click.BadParameter(f"{file!r} can't be written: it must be a file in a folder that is there.")
    return Output(name, path)


def apart(ctx: click.Context, param: click.Parameter, outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """Give ``outputs`` as they are, if no two of them want standard output or the same file."""
    places = [each.file and each.file.absolute() for each in outputs]
    if len(places) != len(set(places)):
        raise click.BadParameter("two reports can't go to one place; give all but one a file: --format NAME=FILE")
    return outputs


def env(text: str) -> str:
    """Give ``synthetic``, ``none`` or ``file:PATH`` as it is."""
    if text == "file:":
        raise click.BadParameter("after file: comes the path of an env file.")
    if text not in ("synthetic", "none") and not text.startswith("file:"):
        raise click.BadParameter(f"{text!r} is none of synthetic, none and file:PATH. Did you mean file:{text}?")
    return text
