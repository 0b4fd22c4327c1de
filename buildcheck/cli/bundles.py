"""`verify` and `snapshot` with or without a bundle. What is in one is listed on standard error before it is written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from buildcheck.cli.options import WantedBundle
from buildcheck.cli.streams import complain, put, takes_colour, view_of
from buildcheck.engines.base import Watch
from buildcheck.model.machine import Machine
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings

if TYPE_CHECKING:
    from buildcheck.bundle.pack import Packed
    from buildcheck.pipeline.bundle import Wanted


def verified(path: Path, settings: Settings, watch: Watch, wanted: WantedBundle) -> tuple[Report, Packed | None]:
    """Verify the project at ``path``, and pack it where a bundle is wanted.

    Raises:
        UsageError: as `pipeline.verify.verify` and `pipeline.bundle.verify`.
        EngineError: as `pipeline.verify.verify`.
    """
    if wanted.file is None:
        from buildcheck.pipeline.verify import verify

        return verify(path, settings, watch), None
    from buildcheck.pipeline import bundle

    bundle.assert_writable(wanted.file)
    return bundle.verify(path, settings, watch, _wanted(wanted))


def observed(path: Path, settings: Settings, wanted: WantedBundle) -> tuple[Machine, Packed | None]:
    """Take a snapshot of this machine, and pack it where a bundle is wanted.

    Raises:
        UsageError: as `pipeline.machine.snapshot` and `pipeline.bundle.snapshot`.
    """
    if wanted.file is None:
        from buildcheck.pipeline.machine import snapshot

        return snapshot(path, settings, os.environ), None
    from buildcheck.pipeline import bundle

    bundle.assert_writable(wanted.file)
    return bundle.snapshot(path, settings, _wanted(wanted))


def write_bundle(packed: Packed | None, wanted: WantedBundle) -> None:
    """List what is in a bundle, then write it; without one, do nothing.

    Raises:
        UsageError: the file can't be written.
    """
    if packed is None or wanted.file is None:
        return
    from buildcheck.pipeline import bundle
    from buildcheck.reports.bundle import render

    put(sys.stderr, render(packed.bundle, view_of(sys.stderr, no_color=not takes_colour(sys.stderr))))
    size = bundle.write(packed, wanted.file)
    complain(f"wrote {wanted.file}: {size:,} bytes")


def _wanted(wanted: WantedBundle) -> Wanted:
    from buildcheck.pipeline.bundle import Wanted

    return Wanted(environ=os.environ, sources=wanted.sources, limit=wanted.limit)
