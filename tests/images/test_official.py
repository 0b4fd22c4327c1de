"""Official images by digest, and the pins generator, against a real container registry on loopback.

Debian's ``docker-registry`` package provides the registry; without it these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docker
import pytest

from buildcheck.engines.base import Event
from buildcheck.engines.docker import images
from buildcheck.engines.docker.images import NotPulled
from buildcheck.plan.catalogue import NodeRelease, parse

pytestmark = pytest.mark.engine

NODE = "22.21.1"
PINS = Path(__file__).parents[2] / "images" / "pins.py"
CONFIG = """
version: 0.1
storage:
  filesystem: {{rootdirectory: {folder}}}
http: {{addr: "127.0.0.1:{port}"}}
"""


@dataclass(frozen=True)
class Hub:
    """A container registry, the daemon beside it, and the folder that it keeps its blobs in."""

    client: docker.DockerClient
    repository: str
    folder: Path

    def push(self, node: str, tag: str) -> str:
        """Publish a small image that calls itself Node ``node``, leave none in the daemon, and give its digest."""
        content = BytesIO()
        with tarfile.open(fileobj=content, mode="w") as tar:
            noise = tarfile.TarInfo("noise")
            noise.size = 1024**2
            tar.addfile(noise, BytesIO(os.urandom(noise.size)))
        changes = [f"ENV NODE_VERSION={node}", "CMD node"]
        self.client.api.import_image_from_data(content.getvalue(), self.repository, tag, changes)
        self.client.images.push(self.repository, tag)
        digest = self.client.images.get_registry_data(f"{self.repository}:{tag}").id
        self.client.images.remove(f"{self.repository}:{tag}")
        return str(digest)


@pytest.fixture
def hub(docker_client: docker.DockerClient, tmp_path: Path) -> Iterator[Hub]:
    program = shutil.which("docker-registry")
    if program is None:
        pytest.skip("Debian's docker-registry is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "registry.yml"
    config.write_text(CONFIG.format(folder=tmp_path / "blobs", port=port))
    with subprocess.Popen([program, "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/v2/")
            hub = Hub(docker_client, f"127.0.0.1:{port}/node", tmp_path / "blobs")
            yield hub
            for image in docker_client.images.list(hub.repository):
                docker_client.images.remove(str(image.id), force=True)
        finally:
            server.terminate()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def release(digest: str, node: str = NODE) -> NodeRelease:
    return NodeRelease(version=node, npm="10.9.4", lts=True, integrity={}, digest_slim=digest)


def unwatched(_: Event) -> None:
    """Take no notice of progress."""


def test_an_official_image_is_pulled_by_its_digest_once(hub: Hub) -> None:
    digest = hub.push(NODE, "slim")
    events: list[Event] = []
    image = images.official(hub.client, release(digest), "slim", events.append, hub.repository)
    assert (image.origin, image.digest, image.npm) == ("official", digest, "10.9.4")
    assert hub.client.images.get(image.reference).attrs["RepoDigests"] == [f"{hub.repository}@{digest}"]
    assert len(events) == 1
    assert images.official(hub.client, release(digest), "slim", events.append, hub.repository) == image
    assert len(events) == 1


def test_a_variant_without_a_pin(hub: Hub) -> None:
    with pytest.raises(NotPulled, match=r"no digest .* \(full\) is pinned"):
        images.official(hub.client, release("sha256:" + "0" * 64), "full", unwatched, hub.repository)


def test_a_pin_that_the_registry_does_not_have(hub: Hub) -> None:
    with pytest.raises(NotPulled, match="could not be pulled") as caught:
        images.official(hub.client, release("sha256:" + "0" * 64), "slim", unwatched, hub.repository)
    assert not caught.value.broke_off


def test_a_registry_that_does_not_answer(hub: Hub) -> None:
    with pytest.raises(NotPulled, match="could not be pulled") as caught:
        images.official(hub.client, release("sha256:" + "0" * 64), "slim", unwatched, "127.0.0.1:1/node")
    assert not caught.value.broke_off


def test_an_image_of_another_node_is_refused(hub: Hub) -> None:
    digest = hub.push("22.21.0", "other")
    with pytest.raises(NotPulled, match=f"does not hold Node {NODE}"):
        images.official(hub.client, release(digest), "slim", unwatched, hub.repository)


def test_a_download_that_breaks_off_can_be_tried_again(hub: Hub) -> None:
    digest = hub.push(NODE, "broken")
    layer = max((path for path in hub.folder.rglob("data")), key=lambda path: path.stat().st_size)
    layer.write_bytes(layer.read_bytes()[: 100 * 1024])
    with pytest.raises(NotPulled) as caught:
        images.official(hub.client, release(digest), "slim", unwatched, hub.repository)
    assert caught.value.broke_off


@pytest.mark.network
def test_pins_fill_digests_and_integrity_and_keep_the_rest(hub: Hub, tmp_path: Path) -> None:
    digest = hub.push(NODE, f"{NODE}-bookworm-slim")
    kept = "sha256:" + "1" * 64
    file = tmp_path / "images.toml"
    file.write_text(f"""
[line.22]
lts = "Jod"
end_of_life = "2027-04-30"
[[release]]
version = "{NODE}"
npm = "10.9.4"
digest_full = "{kept}"
[release.integrity]
""")
    command = [sys.executable, str(PINS), "--repository", hub.repository, "--file", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {each.version: each for each in parse(file.read_text())}[NODE]
    assert (found.digest_slim, found.digest_full) == (digest, kept)
    assert found.integrity["x64"].startswith("sha512-")
    assert f"{NODE}-bookworm" in said
    assert "make pins" in file.read_text().splitlines()[0]
