"""What is chosen without a container registry: the npm of an unknown release, the variables, the last word."""

from __future__ import annotations

from pathlib import Path

import docker
import pytest

from buildcheck.engines.base import Event
from buildcheck.engines.docker import images
from buildcheck.errors import EngineError
from buildcheck.model.plan import Manager
from buildcheck.model.project import ManagerName


def test_a_release_outside_the_catalogue_gets_the_npm_of_the_one_before_it() -> None:
    assert images.likely_npm("22.22.0") == images.likely_npm("22.21.1") == "10.9.4"


def test_a_release_older_than_all_of_its_line_gets_the_oldest_known_npm() -> None:
    assert images.likely_npm("20.0.0") == images.likely_npm("20.9.0") == "10.1.0"


def test_a_line_that_nobody_knows_is_an_error_naming_the_known_ones() -> None:
    with pytest.raises(EngineError) as caught:
        images.likely_npm("15.1.0")
    assert "22" in caught.value.do


@pytest.mark.parametrize(
    ("name", "version", "old"),
    [("npm", "10.9.4", True), ("npm", "11.0.0", False), ("npm", "12.2.0", False), ("pnpm", "10.1.0", True)],
)
def test_npm_11_is_spared_the_variable_that_it_warns_about(name: ManagerName, version: str, old: bool) -> None:
    manager = Manager(name=name, version=version, package=name, reason="test")
    assert ("npm_config_nodedir" in images.headers_environment(manager)) is old


@pytest.mark.engine
def test_with_every_way_closed_the_error_names_each(
    docker_client: docker.DockerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    events: list[Event] = []
    with pytest.raises(EngineError) as caught:
        images.ensure(docker_client, "22.1.2", "slim", events.append)
    for expected in ("22.1.2", "no digest", "debootstrap", "npm"):
        assert expected in caught.value.what
    assert "images build" in caught.value.do
    assert events == []
