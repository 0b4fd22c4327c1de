"""What project code sees of an installed tree: a writable view of it, made anew for each run.

Where the daemon can mount overlays (every rootful Docker and Podman on Linux, Docker Desktop), the view is an overlay
and costs nothing. Elsewhere each run gets a copy.
"""

from __future__ import annotations

import contextlib
from functools import partial

import docker
import requests
from docker.types import Mount

from buildcheck.engines.docker import chore
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.labels import labels
from buildcheck.engines.docker.ledger import Ledger

UPPER = "upper"
WORK = "work"
PROBE = "overlay-probe"


def overlays_work(client: docker.DockerClient, daemon: Daemon, ledger: Ledger, image: str, run_id: str) -> bool:
    """Tell whether this daemon can mount an overlay volume: tried once per daemon, then remembered."""
    known = ledger.find(PROBE)
    if known is not None:
        return known.facts["works"] == "yes"
    works = _try_overlay(client, daemon, image, run_id)
    ledger.complete(PROBE, works="yes" if works else "no")
    return works


class View:
    """The view of one run. ``layer`` is the volume that takes the writes; ``volume`` the one that steps mount.

    With an overlay the layer holds the folders ``upper`` and ``work``, which must exist and be owned by the user of
    the steps before the first step starts; without one the layer is the view itself, and must be filled by a copy.
    """

    def __init__(self, client: docker.DockerClient, tree: str, run_id: str, *, overlay: bool) -> None:
        self._client = client
        self._tree = tree
        self._run_id = run_id
        self.overlay = overlay
        self.layer = f"buildcheck-layer-{run_id}"
        self.volume = f"buildcheck-view-{run_id}" if overlay else self.layer

    def open(self) -> None:
        """Make the volumes. Nothing is mounted before a step starts."""
        with engine_trouble("making the writable view of the installed tree"):
            self._client.volumes.create(self.layer, labels=labels(self._run_id, "writable"))
            if self.overlay:
                _create_overlay(self._client, self.volume, self._tree, self.layer, labels(self._run_id, "overlay"))

    def writable(self, layer: str) -> str:
        """Give where the project's files lie below the name under which the layer is reached."""
        return f"{layer}/{UPPER}" if self.overlay else layer

    def close(self) -> None:
        """Remove what was made."""
        for name in dict.fromkeys((self.volume, self.layer)):
            with contextlib.suppress(docker.errors.APIError, requests.RequestException):
                self._client.volumes.get(name).remove(force=True)


def _create_overlay(client: docker.DockerClient, name: str, lower: str, layer: str, own: dict[str, str]) -> None:
    below = client.volumes.get(lower).attrs["Mountpoint"]
    above = client.volumes.get(layer).attrs["Mountpoint"]
    options = f"lowerdir={below},upperdir={above}/{UPPER},workdir={above}/{WORK}"
    client.volumes.create(
        name, driver="local", driver_opts={"type": "overlay", "device": "overlay", "o": options}, labels=own
    )


def _try_overlay(client: docker.DockerClient, daemon: Daemon, image: str, run_id: str) -> bool:
    names = [f"buildcheck-probe-{part}-{run_id}" for part in ("view", "layer", "tree")]
    own = labels(run_id, "probe")
    run = partial(chore.run, client, daemon, image=image, labels=own)
    try:
        for name in names[1:]:
            client.volumes.create(name, labels=own)
        below, layer, view = Mount("/tree", names[2]), Mount("/layer", names[1]), Mount("/view", names[0])
        making = f"mkdir -p /layer/{UPPER} /layer/{WORK} && touch /tree/below"
        made, _ = run(command=["sh", "-c", making], mounts=[below, layer])
        _create_overlay(client, names[0], names[2], names[1], own)
        seen, _ = run(command=["sh", "-c", "test -e /view/below && touch /view/above"], mounts=[view])
        return made == 0 and seen == 0
    except (docker.errors.DockerException, requests.RequestException):
        return False
    finally:
        for name in names:
            with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
                client.volumes.get(name).remove(force=True)
