"""A folder or a bundle with a project that fails to build, and the least of it that fails so in a new folder."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from buildcheck.bundle.open import opened
from buildcheck.bundle.terms import Here, settings_for
from buildcheck.bundle.unpack import unpack
from buildcheck.engines.base import Watch
from buildcheck.engines.choose import choose
from buildcheck.env_values import read_values, registry_credentials
from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.temporary import temporary_folder
from buildcheck.model.minimised import Minimised, SameFailure
from buildcheck.model.project import Project
from buildcheck.model.settings import Settings
from buildcheck.pipeline.made import made_if_wanted
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.trials.minimise import Minimiser


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``folder`` is where the result goes and must not exist yet. At most ``builds`` builds are made, none begun after
    ``seconds``."""

    folder: Path
    builds: int
    seconds: float


def minimise(path: Path, settings: Settings, watch: Watch, wanted: Wanted) -> Minimised:
    """Shrink the project at ``path``, a folder or a bundle, as long as it fails in the same way.

    Raises:
        UsageError: it passes, so there is nothing to shrink; or ``path`` or the new folder can't be used.
        EngineError: no engine can be used, or it broke.
        TransientError: a registry or the network is in the way.
    """
    started = time.monotonic()
    if wanted.folder.exists():
        raise UsageError(
            f"{wanted.folder} is there already.",
            why="The result is written into a new folder, so that nothing is lost.",
            do="Name another one: --output FOLDER.",
        )
    with _project(path, settings) as (project, used), temporary_folder() as scratch:
        minimiser = _minimiser(project, used, watch, scratch=scratch, wanted=wanted, started=started)
        failure = minimiser.failure()
        if failure is None:
            raise UsageError(
                "It builds, so there is no failure to keep.",
                why="Every step of the clean build passes.",
                do="`buildcheck verify` says what else there is to see.",
            )
        files = minimiser.files(failure)
        dropped = minimiser.packages(files, failure)
        _write(minimiser, files, dropped, wanted.folder)
        seconds = time.monotonic() - started
        return _told(minimiser, failure, files=files, dropped=dropped, folder=wanted.folder, seconds=seconds)


@contextmanager
def _project(path: Path, settings: Settings) -> Iterator[tuple[Project, Settings]]:
    """Give the project, and the settings under which it fails: those of a bundle are its own, within what is usual."""
    if path.is_file():
        contents = unpack(path)
        here = Here(
            engine=settings.engine,
            cache=settings.cache,
            ca_file=settings.ca_file,
            allow_hosts=settings.allow_hosts,
            registry_auth=settings.registry_auth,
        )
        with opened(contents) as project:
            yield project, settings_for(contents.bundle.settings, here)
        return
    with load(path, source=settings.source) as project:
        yield project, settings


def _minimiser(
    project: Project, settings: Settings, watch: Watch, *, scratch: Path, wanted: Wanted, started: float
) -> Minimiser:
    values = read_values(settings.env, project.framework)
    # What says which Node it is may be left out on the way, and must not decide anything then.
    node = make_plan(project, settings, environment_names=tuple(values)).node.value
    engine, _ = choose(settings, registry_credentials(settings.registry_auth))
    made = made_if_wanted(project, survey(project), settings)
    return Minimiser(
        project=project,
        settings=msgspec.structs.replace(settings, node=node),
        engine=engine,
        watch=watch,
        made=made,
        values=values,
        scratch=scratch,
        most=wanted.builds,
        until=started + wanted.seconds,
    )


def _write(minimiser: Minimiser, files: frozenset[str], dropped: frozenset[str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
        minimiser.written(files, dropped, folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(
            f"The result could not be written to {folder}.",
            why=error.strerror or str(error),
            do="Name a folder that can be made: --output FOLDER.",
        ) from error


def _told(
    minimiser: Minimiser,
    failure: SameFailure,
    *,
    files: frozenset[str],
    dropped: frozenset[str],
    folder: Path,
    seconds: float,
) -> Minimised:
    return Minimised(
        failure=failure,
        line=minimiser.line,
        files=len(minimiser.project.source.entries),
        kept=tuple(sorted(files)),
        packages=len(minimiser.required()),
        dropped=tuple(sorted(dropped)),
        minimal=not minimiser.why_not,
        why_not=tuple(minimiser.why_not),
        builds=minimiser.builds,
        seconds=round(seconds, 3),
        folder=str(folder),
    )
