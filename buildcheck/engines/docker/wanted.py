"""An installed tree in, the packages in it that ask for install scripts out: our own probe looks, in a container that
sees the tree read-only and has no network."""

from __future__ import annotations

import docker
from docker.types import Mount

from buildcheck.engines import install_scripts
from buildcheck.engines.docker import chore
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.model.plan import Plan

_TREE, _PROBES = "/tree", "/probes"


def find_wanted(
    client: docker.DockerClient, daemon: Daemon, *, image: str, tree: str, ours: str, plan: Plan, labels: dict[str, str]
) -> tuple[str, ...] | None:
    """Give the packages (``name@version``) in the volume ``tree``; ``None`` when the probe (in the volume ``ours``)
    did not end well.

    Raises:
        EngineError: the daemon failed.
    """
    folders = [_TREE if each == "." else f"{_TREE}/{each}" for each in install_scripts.folders(plan)]
    with engine_trouble("looking for install scripts"):
        code, output = chore.run(
            client,
            daemon,
            image=image,
            command=["node", f"{_PROBES}/{install_scripts.PROBE}", *folders],
            labels=labels,
            mounts=[Mount(_TREE, tree, read_only=True), Mount(_PROBES, ours, read_only=True)],
            seconds=120,
        )
    return install_scripts.read_wanted(output) if code == 0 else None
