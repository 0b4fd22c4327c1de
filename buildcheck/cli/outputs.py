"""Where the reports of a run go: one on standard output, any number in files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from buildcheck.cli.quantities import Output
from buildcheck.cli.streams import view_of, write
from buildcheck.errors import UsageError
from buildcheck.model.report import Report
from buildcheck.reports import render
from buildcheck.reports.view import View

Shown = TypeVar("Shown")


def publish(report: Report, outputs: Sequence[Output], *, exit_code: int, no_color: bool) -> None:
    """Write the files, then the one on standard output: the terminal report unless another was asked for.

    Raises:
        UsageError: a file can't be written.
    """
    spread(lambda name, view: render(name, report, view), outputs, exit_code=exit_code, no_color=no_color)


def spread(render_as: Callable[[str, View], str], outputs: Sequence[Output], *, exit_code: int, no_color: bool) -> None:
    """Write what ``render_as`` gives for each format: as `publish`.

    Raises:
        UsageError: a file can't be written.
    """
    for output in outputs:
        if output.file is not None:
            save(render_as(output.format, View(exit_code=exit_code)), output)
    name = next((each.format for each in outputs if each.file is None), "terminal")
    write(render_as(name, view_of(sys.stdout, no_color=no_color, exit_code=exit_code)))


def publish_value(
    value: Shown, render_text: Callable[[Shown, View], str], outputs: Sequence[Output], *, no_color: bool
) -> None:
    """Write a value that is no report as `publish` writes one: as JSON, or as the text that ``render_text`` makes.

    Raises:
        UsageError: a file can't be written.
    """
    from buildcheck.reports.json import encode

    for output in outputs:
        if output.file is not None:
            save(encode(value) if output.format == "json" else render_text(value, View()), output)
    name = next((each.format for each in outputs if each.file is None), "terminal")
    write(encode(value) if name == "json" else render_text(value, view_of(sys.stdout, no_color=no_color)))


def save(text: str, output: Output) -> None:
    """Write a report to the file of ``output``.

    Raises:
        UsageError: it can't be written.
    """
    try:
        with open(output.file or "", "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(
            f"The {output.format} report could not be written to {output.file}.",
            why=error.strerror or str(error),
            do="Name a file that can be written in --format NAME=FILE.",
        ) from error
