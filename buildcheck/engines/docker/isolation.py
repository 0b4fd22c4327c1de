"""What stands between the project and this machine, in words for the report."""

from __future__ import annotations

from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.images import Image
from buildcheck.model.build import Isolation
from buildcheck.model.plan import Plan


def describe(daemon: Daemon, image: Image, plan: Plan) -> Isolation:
    """Say what a container of ours isolates on this daemon, and what it does not."""
    kernel = f"runtime {daemon.runtime}" if daemon.runtime else "the host's kernel is shared"
    rootless = ", rootless" if daemon.rootless else ""
    return Isolation(
        engine="docker",
        version=f"{daemon.product} {daemon.version}".strip(),
        statement=(
            f"a container per step{rootless}: no capabilities, user 10001, read-only system, "
            f"{plan.limits.memory // 1024**2} MiB of memory, network {plan.network.mode}; {kernel}"
        ),
        image=image.digest or image.reference,
    )
