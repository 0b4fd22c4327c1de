"""`Contents` -> the project of a bundle, as a load would give it, and what its survey saw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from buildcheck.bundle.stage import staged
from buildcheck.load import load
from buildcheck.load.project import read_project
from buildcheck.model.bundle import Beside, Contents
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey


@contextmanager
def opened(contents: Contents, source: Path | None = None) -> Iterator[Project]:
    """Give the project of a bundle, unpacked as long as the block lasts, or the one in the folder ``source``.

    Raises:
        BadBundle: it may not be used.
        UsageError: it holds no source, or no project.
    """
    if source is not None:
        with load(source) as project:
            yield project
        return
    with staged(contents) as clean:
        project = read_project(clean, contents.bundle.source.app, Path(clean.root))
        # What `load` had to say was said there; reading the files again has said a part of it once more.
        yield msgspec.structs.replace(
            project, source=msgspec.structs.replace(project.source, remarks=contents.bundle.source.remarks)
        )


def seen(facts: Survey, beside: Beside) -> Survey:
    """Give ``facts`` with what git told on the machine of the bundle."""
    return replace(
        facts,
        crlf_scripts=beside.crlf_scripts,
        lfs=beside.lfs,
        lockfiles_left_out=beside.lockfiles_left_out,
    )
