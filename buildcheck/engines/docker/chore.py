"""A command of our own in a container: the trusted small work of a run, in which nothing of the project is executed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import docker
from docker.types import LogConfig, Mount

from buildcheck.engines.docker.container import remove
from buildcheck.engines.docker.daemon import Daemon

MEMORY = 2 * 1024**3


def run(
    client: docker.DockerClient,
    daemon: Daemon,
    *,
    image: str,
    command: list[str],
    labels: Mapping[str, str],
    mounts: list[Mount],
    env: Mapping[str, str] | None = None,
    online: bool = False,
    seconds: int = 600,
) -> tuple[int, str]:
    """Run ``command`` as root without capabilities, and give its exit code and output.

    ``online`` joins the daemon's default network; without it there is none.

    Raises:
        docker.errors.DockerException, requests.RequestException: the daemon failed.
    """
    options: dict[str, Any] = {} if online else {"network_mode": "none"}
    container = client.containers.create(
        image,
        command=command,
        entrypoint=[],
        user="0:0",
        environment=dict(env or {}),
        labels=dict(labels),
        mounts=mounts,
        tmpfs={"/tmp": "rw,exec,mode=1777,size=1g"},
        cap_drop=["ALL"],
        cap_add=["CHOWN", "DAC_OVERRIDE", "FOWNER"],
        security_opt=["no-new-privileges:true"],
        pids_limit=512,
        mem_limit=MEMORY,
        ulimits=list(daemon.ulimits),
        log_config=LogConfig(type="json-file"),
        **options,
    )
    try:
        container.start()
        code = int(container.wait(timeout=seconds)["StatusCode"])
        return code, container.logs().decode("utf-8", "replace")
    finally:
        remove(container)
