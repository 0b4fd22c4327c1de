"""A file of ``buildcheck snapshot --format json`` -> the machine that it is about."""

from __future__ import annotations

from pathlib import Path

from buildcheck.errors import UsageError
from buildcheck.load.machine_file import LARGEST, SnapshotError, read_machine
from buildcheck.model.machine import Machine
from buildcheck.model.observed import Observed


def read_snapshot(path: Path) -> Machine:
    """Give the machine.

    Raises:
        UsageError: the file can't be read, or is no snapshot.
    """
    try:
        with open(path, "rb") as file:
            return read_machine(file.read(LARGEST + 1))
    except (OSError, SnapshotError) as error:
        raise UsageError(
            f"The snapshot {path} can't be read.",
            why=(error.strerror or "") if isinstance(error, OSError) else str(error),
            do="Make one on that machine, in the project: buildcheck snapshot --format json=machine.json",
        ) from error


def read_observed(path: Path) -> Observed:
    """Give what ``buildcheck observe --output`` recorded in the file.

    Raises:
        UsageError: the file can't be read, or holds no such record.
    """
    used = read_snapshot(path).used
    if used is None:
        raise UsageError(
            f"The snapshot {path} does not say what a build used.",
            why="It was made without a build that was watched.",
            do=f"Make one in the project: buildcheck observe --output {path} -- npm run build",
        )
    return used
