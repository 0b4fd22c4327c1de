"""A connection -> what the daemon at its other end is: asked once, then passed on as a value."""

from __future__ import annotations

import sys
from hashlib import sha256
from typing import Any, Literal

import docker
from docker.types import Ulimit

from buildcheck.engines.docker.container import engine_trouble
from buildcheck.model.value import Value

Product = Literal["Docker", "Podman"]
OPEN_FILES = 65536
USER_PROCESSES = 8192
STRONGER = ("runsc", "kata", "kata-runtime")
"""Runtimes with a kernel of their own between project and host: used when the daemon has one."""


class Daemon(Value, frozen=True, kw_only=True):
    """What differs between daemons. ``identity`` names this daemon's storage, ``memory`` is the host's in bytes,
    ``runtime`` the strongest one that it has (None: its default), ``init`` whether it can put an init process first."""

    product: Product
    version: str
    identity: str
    memory: int
    rootless: bool
    init: bool
    runtime: str | None

    @property
    def tmpfs(self) -> str:
        """The options of a folder in memory that the user of the steps may write and run programs in.

        Podman's API refuses to give it an owner (``uid=``), so there everyone in the container may write it.
        """
        owner = "mode=1777" if self.product == "Podman" else "mode=0700,uid=10001,gid=10001"
        return f"rw,exec,nosuid,nodev,{owner}"

    @property
    def home(self) -> str:
        """The home folder of a step. Podman gives a folder in memory the permissions of the image's folder below it
        and root as its owner, so that of the folders of an image only ``/tmp`` can be written."""
        return "/tmp" if self.product == "Podman" else "/home/build"

    @property
    def ulimits(self) -> tuple[Ulimit, ...]:
        """The limits of a step, none above what this process may have: a rootless daemon refuses those.

        Podman's default for processes may be above it, so it is stated there. Docker's is left alone, because it
        counts the processes of a user over all containers; each container has a limit of its own beside it.
        """
        files = min(OPEN_FILES, _hard("RLIMIT_NOFILE"))
        limits = [Ulimit(name="nofile", soft=files, hard=files), Ulimit(name="core", soft=0, hard=0)]
        if self.product == "Podman":
            processes = min(USER_PROCESSES, _hard("RLIMIT_NPROC"))
            limits.append(Ulimit(name="nproc", soft=processes, hard=processes))
        return tuple(limits)


def _hard(name: str) -> int:
    if sys.platform == "win32":
        return sys.maxsize
    import resource

    hard = resource.getrlimit(getattr(resource, name))[1]
    return sys.maxsize if hard == resource.RLIM_INFINITY else hard


def ask(client: docker.DockerClient) -> Daemon:
    """Ask a daemon what it is.

    Raises:
        EngineError: it does not answer.
    """
    with engine_trouble("asking the daemon what it is"):
        info = client.info()
        version = client.version()
    components = " ".join(str(part.get("Name", "")) for part in version.get("Components") or ())
    product: Product = "Podman" if "Podman" in components else "Docker"
    runtimes = info.get("Runtimes") or {}
    return Daemon(
        product=product,
        version=str(version.get("Version", "")),
        identity=_identity(product, info, client.api.base_url),
        memory=int(info.get("MemTotal") or 0),
        rootless="rootless" in " ".join(info.get("SecurityOptions") or ()),
        init=bool(info.get("InitBinary")),
        runtime=next((name for name in STRONGER if name in runtimes), None),
    )


def _identity(product: Product, info: dict[str, Any], address: str) -> str:
    """Give the name of a daemon's storage. Podman draws another ``ID`` for each answer (4.3,
    pkg/api/handlers/compat/info.go), so there it is the place of the storage on its machine."""
    known = [info.get("ID")] if product == "Docker" else [info.get("Name"), info.get("DockerRootDir")]
    text = "\n".join(str(each) for each in known if each) or address
    return sha256(text.encode()).hexdigest()[:12]
