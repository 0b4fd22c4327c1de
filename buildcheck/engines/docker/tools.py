"""A planned package manager -> a volume that holds exactly that version, mounted read-only in every step.

We install it, so that no manager ever downloads another version of itself, and so that the project can't decide what
runs in the fetch phase. Nothing of the project is present while it is installed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import docker
from docker.types import Mount

from buildcheck.engines.base import Event, Watch
from buildcheck.engines.docker import chore
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.images import Image
from buildcheck.engines.docker.ledger import Ledger
from buildcheck.errors import BuildcheckError, EngineError, TransientError, UsageError
from buildcheck.model.plan import Manager

MOUNT = "/opt/buildcheck/manager"
TRIES = 3
_REQUIRED_NODE = re.compile(r'EBADENGINE.*?Required: \{"node":"(?P<range>[^"\n]{1,200})"', re.DOTALL)

# Run with the image's own npm. Bun's package has no binary of its own: the platform package that npm chose has it, and
# its install script, which would link it, is not run here.
INSTALL = """
set -eu
npm install --global --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error "$2"
if [ "$3" = bun ]; then
  for variant in bun-linux-x64 bun-linux-x64-baseline bun-linux-aarch64; do
    for folder in "$1"/lib/node_modules/@oven "$1"/lib/node_modules/bun/node_modules/@oven; do
      binary="$folder/$variant/bin/bun"
      if [ -f "$binary" ] && chmod 755 "$binary" && "$binary" --version >/dev/null 2>&1; then
        ln -sf "$binary" "$1/bin/bun"; ln -sf "$binary" "$1/bin/bunx"; break 2
      fi
    done
  done
fi
PATH="$1/bin:$PATH"
"$3" --version | sed 's/^/version=/'
npm config get registry | sed 's/^/registry=/'
if [ "$3" = yarn ]; then
  { yarn config get npmRegistryServer 2>/dev/null || true; yarn config get registry 2>/dev/null || true; } |
    grep -E '^https?://' | sed 's/^/registry=/' || true
fi
"""


@dataclass(frozen=True, slots=True)
class Tool:
    """The volume of a package manager (``None``: the image's own npm is the planned one), and the registries that it
    uses when nothing is configured, as URLs."""

    volume: str | None
    registries: tuple[str, ...]


def ensure(
    client: docker.DockerClient,
    daemon: Daemon,
    ledger: Ledger,
    *,
    image: Image,
    manager: Manager,
    labels: dict[str, str],
    trust: tuple[Mount, Mapping[str, str]],
    watch: Watch,
) -> Tool:
    """Give the volume with ``manager``, installing it when it is not there yet.

    ``trust`` is a mount with the user's certificate bundle and the variables that point at it.

    Raises:
        UsageError: the registry has no such version.
        TransientError: the registry can't be reached.
        EngineError: the daemon failed.
    """
    name = _volume_name(ledger.cache, image.reference, manager)
    with ledger.lock(name):
        entry = ledger.find(name)
        if entry is not None and _exists(client, name):
            return Tool(name, tuple(entry.facts["registries"].split()))
        watch(Event(kind="prepare", text=f"installing {manager.name} {manager.version}"))
        with engine_trouble("making the package manager's volume"):
            _discard(client, name)
            client.volumes.create(name, labels=labels)
        output = _install(client, daemon, name, image=image.reference, manager=manager, labels=labels, trust=trust)
        registries = tuple(dict.fromkeys(re.findall(r"^registry=(https?://\S+)$", output, re.MULTILINE)))
        ledger.complete(name, registries=" ".join(registries))
        return Tool(name, registries)


def _volume_name(cache: str, image: str, manager: Manager) -> str:
    version = re.sub(r"[^A-Za-z0-9.-]", "-", manager.version)
    return f"buildcheck-tool-{cache}-{manager.name}-{version}-{image.rpartition(':')[2][:12]}"


def _install(
    client: docker.DockerClient,
    daemon: Daemon,
    volume: str,
    *,
    image: str,
    manager: Manager,
    labels: dict[str, str],
    trust: tuple[Mount, Mapping[str, str]],
) -> str:
    env = {"HOME": "/tmp", "npm_config_update_notifier": "false", **trust[1]}
    registry = os.environ.get("BUILDCHECK_REGISTRY")
    if registry:
        env["npm_config_registry"] = registry
    what = f"{manager.package}@{manager.version}"
    output = ""
    for _ in range(TRIES):
        with engine_trouble(f"installing {what}"):
            code, output = chore.run(
                client,
                daemon,
                image=image,
                command=["sh", "-c", INSTALL, "install", MOUNT, what, manager.name],
                labels=labels,
                mounts=[Mount(MOUNT, volume), trust[0]],
                env=env,
                online=True,
                seconds=300,
            )
        if code == 0:
            return output
        if re.search(r"\b(E404|ETARGET)\b", output):
            break
    _discard(client, volume)
    raise failure_of(what, output)


def failure_of(what: str, output: str) -> BuildcheckError:
    """Give the error that says why the package ``what`` could not be installed, from npm's ``output``."""
    tail = " / ".join(line.strip() for line in output.strip().splitlines()[-4:])[:600]
    if re.search(r"\b(E404|ETARGET)\b", output):
        return UsageError(
            f"The package manager {what} does not exist in the registry.",
            why="The version comes from the project (`packageManager`, `volta`, `engines`) and was never published.",
            do="Correct it in package.json.",
        )
    if unfit := _REQUIRED_NODE.search(output):
        return UsageError(
            f"The package manager {what} does not run on the Node of this build: it needs {unfit['range']}.",
            why="The project, or an option, names two versions that do not go together.",
            do="Name a newer Node (`.nvmrc`, `engines`), or an older package manager.",
        )
    if re.search(r"E(AI_AGAIN|NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT)|network|CERT|E5\d\d", output):
        return TransientError(
            f"The package manager {what} could not be downloaded: {tail}",
            why="The registry can't be reached from containers on this machine, or its certificate is not trusted.",
            do="Check the network; behind a company proxy give its certificates with `--ca-file FILE`.",
        )
    return EngineError(
        f"The package manager {what} could not be installed: {tail}",
        why="npm failed inside the build image.",
        do="Run again; if it stays, report it with this message.",
    )


def _exists(client: docker.DockerClient, name: str) -> bool:
    try:
        client.volumes.get(name)
    except docker.errors.NotFound:
        return False
    return True


def _discard(client: docker.DockerClient, name: str) -> None:
    volume: Any
    try:
        volume = client.volumes.get(name)
    except docker.errors.NotFound:
        return
    volume.remove(force=True)
