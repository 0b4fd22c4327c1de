"""What stands between the project and this machine, read from the daemon and said in words for the report."""

from __future__ import annotations

import docker

from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.images import Image
from buildcheck.model.build import Isolation
from buildcheck.model.plan import Plan

STRONGER = ("runsc", "kata", "kata-runtime")
"""Runtimes with a kernel of their own between project and host: used when the daemon has one."""


def stronger_runtime(client: docker.DockerClient) -> str | None:
    """Give the name of a runtime of the daemon that isolates more than the default one, or None."""
    with engine_trouble("asking the daemon for its runtimes"):
        runtimes = client.info().get("Runtimes") or {}
    return next((name for name in STRONGER if name in runtimes), None)


def describe(client: docker.DockerClient, image: Image, plan: Plan) -> Isolation:
    """Say what a container of ours isolates on this daemon, and what it does not."""
    with engine_trouble("asking the daemon what it is"):
        info = client.info()
        version = client.version()
    names = " ".join(component.get("Name", "") for component in version.get("Components") or ())
    product = "Podman" if "Podman" in names else "Docker"
    options = " ".join(info.get("SecurityOptions") or ())
    boundary = stronger_runtime(client)
    kernel = f"runtime {boundary}" if boundary else "the host's kernel is shared"
    rootless = ", rootless" if "rootless" in options else ""
    return Isolation(
        engine="docker",
        version=f"{product} {version.get('Version', '')}".strip(),
        statement=(
            f"a container per step{rootless}: no capabilities, user 10001, read-only system, "
            f"{plan.limits.memory // 1024**2} MiB of memory, network {plan.network.mode}; {kernel}"
        ),
        image=image.digest or image.reference,
    )
