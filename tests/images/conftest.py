"""The daemons that the image tests run against: Docker, and Podman's socket where one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator

import docker
import pytest

from buildcheck.engines.docker.client import connect
from buildcheck.errors import EngineError

PODMAN = "BUILDCHECK_TEST_PODMAN"
REQUIRED = "BUILDCHECK_REQUIRE_ENGINE"


@pytest.fixture(scope="session", params=["docker", "podman"])
def client(request: pytest.FixtureRequest) -> Iterator[docker.DockerClient]:
    found = _docker() if request.param == "docker" else _podman()
    yield found
    found.close()


def _docker() -> docker.DockerClient:
    try:
        return connect()
    except EngineError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"no Docker engine: {error}")


def _podman() -> docker.DockerClient:
    socket = os.environ.get(PODMAN)
    if not socket:
        pytest.skip(f"no Podman socket: {PODMAN} is not set (tests/provide_engine.sh gives one)")
    return docker.DockerClient(base_url=f"unix://{socket}", timeout=120, version="auto")
