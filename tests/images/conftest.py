"""The daemons that the image tests run against: Docker, and Podman's socket where one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator

import docker
import pytest

PODMAN = "BUILDCHECK_TEST_PODMAN"


@pytest.fixture(scope="session", params=["docker", "podman"])
def client(request: pytest.FixtureRequest) -> docker.DockerClient:
    found: docker.DockerClient = request.getfixturevalue(f"{request.param}_client")
    return found


@pytest.fixture(scope="session")
def docker_client(engine_client: docker.DockerClient) -> docker.DockerClient:
    return engine_client


@pytest.fixture(scope="session")
def podman_client() -> Iterator[docker.DockerClient]:
    path = os.environ.get(PODMAN)
    if not path:
        pytest.skip(f"no Podman socket: {PODMAN} is not set (tests/provide_engine.sh gives one)")
    client = docker.DockerClient(base_url=f"unix://{path}", timeout=120, version="auto")
    yield client
    client.close()
