"""What `verify` and `snapshot` do, and a bundle of it: a folder and settings in, the answer and the bundle out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from buildcheck.bundle.archive import written
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.held import held_secrets
from buildcheck.bundle.pack import Packed, Parts, assert_fits, pack
from buildcheck.bundle.unpack import unpack
from buildcheck.engines.base import Watch
from buildcheck.env_values import read_values, registry_credentials
from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.dotenv.dialect import dialect_of
from buildcheck.model.machine import Machine
from buildcheck.model.project import Project
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.observe import observe
from buildcheck.pipeline.verify import verify_loaded
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a bundle is to hold: the ``sources`` or only what says how the project is installed, and at most ``limit``
    bytes. ``environ`` is the environment of the user's shell."""

    environ: Mapping[str, str]
    sources: bool
    limit: int


def verify(path: Path, settings: Settings, watch: Watch, wanted: Wanted) -> tuple[Report, Packed]:
    """Verify the project at ``path``, and pack the run.

    Raises:
        UsageError: as `pipeline.verify.verify`; or the bundle would be too large, or hold a secret value.
        EngineError: as `pipeline.verify.verify`.
    """
    with load(path, source=settings.source) as project:
        if wanted.sources:
            assert_fits(project.source.entries, wanted.limit)
        report = verify_loaded(project, path, settings, watch)
        return report, _packed(project, settings, wanted, report)


def snapshot(path: Path, settings: Settings, wanted: Wanted) -> tuple[Machine, Packed]:
    """Give this machine as the project at ``path`` meets it, and pack it with the project.

    Raises:
        UsageError: as `verify`.
    """
    with load(path, source=settings.source) as project:
        packed = _packed(project, settings, wanted, None)
        return packed.machine, packed


def write(packed: Packed, file: Path) -> int:
    """Write a bundle and give its size in bytes. What can't be read again is not left there.

    Raises:
        UsageError: it can't be written there.
    """
    content = written(packed.members)
    # A stranger's project may hold a link of any name that could be guessed.
    partial = file.with_name(f".{file.name}.{token_hex(8)}.partial")
    try:
        with open(partial, "xb") as opened:
            opened.write(content)
        unpack(partial)
        partial.replace(file)
    except OSError as error:
        raise unwritable(file, error.strerror or str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return len(content)


def assert_writable(file: Path) -> None:
    """Make sure that a bundle can be written, before anything is built for it.

    Raises:
        UsageError: it can't.
    """
    if not file.parent.is_dir() or file.is_dir() or not os.access(file.parent, os.W_OK):
        raise unwritable(file, "Its folder does not exist, or can't be written to.")


def unwritable(file: Path, why: str) -> UsageError:
    """Give the error for a bundle that can't be written."""
    return UsageError(
        f"The bundle can't be written to {file}.", why=why, do="Name a file that can be written in --bundle FILE."
    )


def _packed(project: Project, settings: Settings, wanted: Wanted, report: Report | None) -> Packed:
    values = read_values(settings.env, project.framework)
    plan = report.plan if report is not None else None
    plan = plan or make_plan(project, settings, environment_names=tuple(values))
    facts = survey(project, plan.manager)
    machine = report.machine if report is not None else None
    parts = Parts(
        project=project,
        survey=facts,
        plan=plan,
        machine=machine or observe(project, facts, wanted.environ, find_built_app),
        report=report,
        settings=settings,
        given=tuple(sorted(values)),
        sources=wanted.sources,
    )
    return pack(parts, _guard(project, settings, wanted.environ, values), limit=wanted.limit)


def _guard(project: Project, settings: Settings, environ: Mapping[str, str], values: Mapping[str, str]) -> Guard:
    top = Path(project.source.checkout or project.source.root)
    folders = (top, top / project.install_root, top / project.app)
    held = held_secrets(folders, environ, dialect_of(project.framework))
    return Guard(held | dict(values) | registry_credentials(settings.registry_auth))
