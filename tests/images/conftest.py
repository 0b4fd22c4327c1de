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
def client(request: pytest.FixtureRequest) -> docker.DockerClient:
    found: docker.DockerClient = request.getfixturevalue(f"{request.param}_client")
    return found


@pytest.fixture(scope="session")
def docker_client() -> Iterator[docker.DockerClient]:
    try:
        client = connect()
    except EngineError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(f"no Docker engine: {error}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def podman_client() -> Iterator[docker.DockerClient]:
    path = os.environ.get(PODMAN)
    if not path:
        pytest.skip(f"no Podman socket: {PODMAN} is not set (tests/provide_engine.sh gives one)")
    client = docker.DockerClient(base_url=f"unix://{path}", timeout=120, version="auto")
    yield client
    client.close()
