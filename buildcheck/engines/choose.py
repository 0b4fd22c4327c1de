"""The user's wish -> an engine. Docker where a daemon answers, the local engine elsewhere, and never silently."""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.engines.base import Engine
from buildcheck.errors import EngineError
from buildcheck.model.settings import Settings


def choose(settings: Settings, credentials: Mapping[str, str]) -> tuple[Engine, str | None]:
    """Give the engine to use, and why it is not Docker when the choice was ours.

    ``credentials`` are variables for the fetch phase alone.

    Raises:
        EngineError: the engine that the user asked for can't be used.
    """
    if settings.engine == "local":
        return _local(settings, credentials), None
    from buildcheck.engines.docker.engine import DockerEngine

    docker = DockerEngine(ca_file=settings.ca_file, use_cache=settings.cache, credentials=credentials)
    problem = docker.problem()
    if problem is None:
        return docker, None
    if settings.engine == "docker":
        docker.client()
    local = _local(settings, credentials)
    trouble = local.problem()
    if trouble is not None:
        raise EngineError(
            f"No engine can be used here. Docker: {problem} Local: {trouble}",
            why="A build needs a Docker engine, or Node (which the local engine can download).",
            do="Start Docker, or install Node; `buildcheck doctor` shows what was looked at.",
        )
    return local, problem


def _local(settings: Settings, credentials: Mapping[str, str]) -> Engine:
    from buildcheck.engines.local.engine import LocalEngine

    return LocalEngine(ca_file=settings.ca_file, credentials=credentials)
