"""A small internet for the tests of the egress: a network of its own with one server on it, and steps to reach it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import docker
from docker.types import IPAMConfig, IPAMPool, Ulimit

from buildcheck.engines.docker.network import Egress
from buildcheck.model.plan import HostRule, Network, NetworkMode
from tests.image import default_image

LABELS = {"buildcheck.test": "1"}
SITE = "site.example.test"
OTHER = "other.example.test"
# Stated, because Podman's defaults are more than a daemon inside a container may set.
LIMITS = [Ulimit(name="nofile", soft=4096, hard=4096), Ulimit(name="nproc", soft=4096, hard=4096)]
# TEST-NET-2 (RFC 5737): addresses that count as public, but that nobody has.
PUBLIC_SUBNET = f"198.51.100.{os.getpid() % 16 * 16}/28"

_SERVER = """
const { key, cert } = JSON.parse(process.env.TLS)
const handler = (request, response) => {
  const size = Number(request.url.slice(1))
  if (!size) return response.end(`hello ${request.headers.host}`)
  const chunk = Buffer.alloc(1 << 16, 'x')
  let left = size
  const more = () => {
    while (left > 0) { left -= chunk.length; if (!response.write(chunk)) return response.once('drain', more) }
    response.end()
  }
  more()
}
require('https').createServer({ key, cert }, handler).listen(443, '0.0.0.0', 1024)
require('http').createServer(handler).listen(80, '0.0.0.0', 1024)
require('http').createServer(handler).listen(8080, () => console.log('ready'))
"""


def image(client: docker.DockerClient) -> str:
    """Give the image that the tests run in, made here when there is none."""
    return default_image(client).reference


def certificate(folder: Path) -> dict[str, str]:
    """Make a certificate for the server's names."""
    names = ",".join(f"DNS:{name}" for name in (SITE, OTHER))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=lab", "-addext", f"subjectAltName={names}"]
    subprocess.run([*command, "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, check=True, capture_output=True)
    return {"key": (folder / "key.pem").read_text(), "cert": (folder / "cert.pem").read_text()}


def network(
    *hosts: str, mode: NetworkMode = "known", allowed: tuple[str, ...] = (), port: int | None = None
) -> Network:
    return Network(
        mode=mode,
        registries=(),
        known=tuple(HostRule(host=host, reason="known", port=port) for host in hosts),
        allowed=tuple(HostRule(host=host, reason="--allow-host") for host in allowed),
    )


class Lab:
    """``run`` runs JavaScript in a step and gives what it printed; ``egress`` is what it goes through."""

    def __init__(self, client: docker.DockerClient, egress: Egress, step: Any, tls: dict[str, str]) -> None:
        self.client = client
        self.egress = egress
        self.step = step
        self._tls = tls

    def run(self, script: str) -> str:
        script = f"const ca = {json.dumps(self._tls['cert'])};\n{script}"
        return str(self.step.exec_run(["node", "-e", script], user="10001:10001").output.decode()).strip()

    def get(self, url: str, headers: str = "{}") -> str:
        """Fetch ``url`` in the step: its body, or the error's code."""
        module = url.partition(":")[0]
        return self.run(
            f"require('{module}').get('{url}', {{ ca, headers: {headers} }}, r => {{ let s = '';"
            " r.on('data', d => s += d).on('end', () => console.log(r.statusCode, s.trim())) })"
            ".on('error', e => console.log(e.code))"
        )


@contextmanager
def lab(client: docker.DockerClient, tls: dict[str, str], *, public: bool, name: str) -> Iterator[Lab]:
    """Open a lab. ``public``: the server has a public address; else a private one."""
    reference = image(client)
    pools = [IPAMPool(subnet=PUBLIC_SUBNET)] if public else []
    with ExitStack() as stack:
        outside = client.networks.create(f"{name}-outside", labels=LABELS, ipam=IPAMConfig(pool_configs=pools))
        stack.callback(outside.remove)
        endpoint = {outside.name: client.api.create_endpoint_config(aliases=[SITE, OTHER])}
        secrets = {"TLS": json.dumps(tls)}
        command = ["node", "-e", _SERVER]
        server = _run(client, reference, command, environment=secrets, network=outside.name, networking_config=endpoint)
        stack.callback(server.remove, force=True)
        egress = stack.enter_context(Egress(client, reference, name, LABELS, outside=outside.name))
        step = _run(client, reference, ["sleep", "600"], read_only=True, cap_drop=["ALL"], **egress.step_settings())
        stack.callback(step.remove, force=True)
        wait_for_output(server)
        yield Lab(client, egress, step, tls)


def wait_for_output(container: Any) -> None:
    """Wait until ``container`` has printed something."""
    for _ in range(200):
        if container.logs():
            return
        time.sleep(0.05)
    raise AssertionError(f"{container.name} said nothing")


def _run(client: docker.DockerClient, reference: str, command: list[str], **options: Any) -> Any:
    options = {"labels": LABELS, "entrypoint": [], "ulimits": LIMITS, **options}
    container = client.containers.create(reference, command=command, **options)
    container.start()
    return container
