"""Temporary folders that a killed run can't leave behind for good: each is locked, and the next run sweeps the rest."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "buildcheck-source-"
# A folder that is younger may belong to a run that has not locked it yet.
_GRACE_SECONDS = 60


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give an empty folder that is gone when the block ends. Unlocked folders of ended runs are removed first."""
    sweep()
    holder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    with FileLock(holder / "lock"):
        try:
            tree = holder / "tree"
            tree.mkdir()
            yield tree
        finally:
            shutil.rmtree(holder, ignore_errors=True)


def sweep(now: float | None = None) -> None:
    """Remove the folders that runs which were killed left behind: those that nobody holds the lock of."""
    now = time.time() if now is None else now
    for holder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if holder.is_symlink() or now - holder.stat().st_mtime < _GRACE_SECONDS:
                continue
            with FileLock(holder / "lock", timeout=0):
                shutil.rmtree(holder, ignore_errors=True)
        except (Timeout, OSError):
            continue
