"""`buildcheck diff A B`: two sides of one kind, in the place of this machine and a clean build."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from buildcheck.cli.quantities import Output

sides_argument = click.argument("sides", nargs=-1, metavar="[PATH | A B]")


def folder_of(sides: Sequence[str]) -> Path:
    """Give the folder that the one argument names; without one, this folder.

    Raises:
        click.UsageError: there are more than two arguments, or it is no folder.
    """
    if len(sides) > 1:
        raise click.UsageError("Name one folder, or two snapshots, bundles or commits.")
    path = Path(sides[0] if sides else ".")
    if not path.is_dir():
        raise click.UsageError(f"{path} is no folder. To compare two snapshots, bundles or commits, name both.")
    return path


def show_contrast(sides: Sequence[str], outputs: Sequence[Output], *, everything: bool, no_color: bool) -> None:
    """Hold the two sides beside each other and publish it.

    Raises:
        UsageError: as `buildcheck.pipeline.contrast.contrast`.
    """
    from buildcheck.cli.outputs import publish_value
    from buildcheck.pipeline.contrast import contrast
    from buildcheck.reports.contrast import render

    found = contrast(sides[0], sides[1], Path())
    publish_value(found, partial(render, everything=everything), outputs, no_color=no_color)
