"""The engines that the contract is tested against, each with a plan that needs as little as possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from buildcheck.engines.base import Engine
from buildcheck.engines.local.engine import LocalEngine
from buildcheck.model.plan import Limits, Plan
from tests.engines import parts
from tests.image import default_release


@dataclass(frozen=True)
class Bench:
    """An engine and what makes a plan for it."""

    engine: Engine
    make: Callable[..., Plan]

    def plan(
        self,
        *,
        fetch_inputs: tuple[str, ...] = ("package.json",),
        environment: dict[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Plan:
        return self.make(fetch_inputs=fetch_inputs, environment=environment, limits=limits)


@pytest.fixture
def registry() -> Iterator[parts.Registry]:
    with parts.serving() as registry:
        registry.add("npm", "0.0.1", parts.NPM)
        yield registry


@pytest.fixture
def machine(tmp_path: Path, registry: parts.Registry, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own for the local engine: cache and temporary folders in the given folder, and the registry."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("BUILDCHECK_REGISTRY", registry.url)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


def installed_node() -> str:
    """The version of this machine's Node; the tests of the local engine use it, so that they download none."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()


NEEDS = [pytest.mark.engine, pytest.mark.network]
ENGINES = ["local", pytest.param("docker", marks=NEEDS), pytest.param("podman", marks=NEEDS)]


def podman_socket() -> str:
    """The socket of the Podman that `provide_engine.sh` found or started."""
    named = os.environ.get("BUILDCHECK_TEST_PODMAN")
    if named is None and os.environ.get("BUILDCHECK_REQUIRE_ENGINE"):
        pytest.fail("BUILDCHECK_TEST_PODMAN is not set: run this through `make test`, which provides Podman")
    if named is None:
        pytest.skip(
            "no Podman: `make test` provides one as root on Debian, else set BUILDCHECK_TEST_PODMAN to a socket"
        )
    return named


@pytest.fixture(params=ENGINES)
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    if request.param == "local":
        request.getfixturevalue("machine")
        node = installed_node()
        yield Bench(LocalEngine(), lambda **options: parts.plan(node, parts.manager(), **options))
        return
    if request.param == "podman":
        monkeypatch.setenv("DOCKER_HOST", f"unix://{podman_socket().removeprefix('unix://')}")
    from buildcheck.engines.docker.engine import DockerEngine

    engine = DockerEngine()
    release = default_release()
    npm = parts.manager(version=release.npm)
    yield Bench(engine, lambda **options: parts.plan(release.version, npm, **options))
    engine.client().close()
