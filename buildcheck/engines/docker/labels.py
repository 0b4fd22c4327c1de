"""Labels on everything that we make in a daemon, so that whatever a killed run left behind can be told and removed."""

from __future__ import annotations

import contextlib
import time
from datetime import datetime
from typing import Any

import docker
import requests
from filelock import Timeout

from buildcheck.engines import runs
from buildcheck.engines.docker.ledger import Ledger

OURS = "buildcheck"
KIND = "buildcheck.kind"
RUN = "buildcheck.run"
OWNER = "buildcheck.owner"

FOREIGN_SECONDS = 24 * 3600


def labels(run_id: str, kind: str) -> dict[str, str]:
    """Give the labels of an object. ``kind`` is a word for what it is: step, sidecar, tree, tool, writable…"""
    return {OURS: "1", KIND: kind, RUN: run_id, OWNER: runs.owner()}


def abandoned(object_labels: dict[str, str], created: float) -> bool:
    """Tell whether an object's owner is gone: a dead process of this machine, or another machine's of a day ago.

    ``created`` is in seconds since the epoch.
    """
    gone = runs.abandoned_owner(object_labels.get(OWNER, ""))
    return time.time() - created > FOREIGN_SECONDS if gone is None else gone


def doomed(object_labels: dict[str, str], created: float, *, running: bool, everything: bool) -> bool:
    """Tell whether an object of ours is to be removed: when it is `abandoned`; with ``everything`` also when another
    machine made it, unless it is ``running``. What a living process of this machine made is never."""
    foreign = runs.abandoned_owner(object_labels.get(OWNER, "")) is None
    return abandoned(object_labels, created) or (everything and foreign and not running)


def reap(client: docker.DockerClient, ledger: Ledger, *, everything: bool = False) -> tuple[str, ...]:
    """Remove what dead runs left in the daemon, and say what it was. Volumes that ``ledger`` knows as complete stay.

    With ``everything`` all that is ours goes but for what is in use: what a living process of this machine made, and
    what runs for another machine. Volumes that a living run uses are refused by the daemon itself.
    """
    removed = []
    only: dict[str, Any] = {"label": OURS}

    def unwanted(object_labels: dict[str, str] | None, created: object, *, running: bool = False) -> bool:
        return doomed(object_labels or {}, _epoch(created), running=running, everything=everything)

    # Sparse: what the list itself says, without a question about each container.
    for container in client.containers.list(all=True, filters=only, sparse=True):
        running = container.status == "running"
        if unwanted(container.attrs.get("Labels"), container.attrs.get("Created"), running=running):
            removed += _remove(container, f"container {_name(container)}", force=True, v=True)
    for network in client.networks.list(filters=only):
        if unwanted(network.attrs.get("Labels"), network.attrs.get("Created")):
            removed += _remove(network, f"network {network.name}")
    complete = frozenset(() if everything else ledger.names())
    for volume in client.volumes.list(filters=only):
        if volume.name in complete or not unwanted(volume.attrs.get("Labels"), volume.attrs.get("CreatedAt")):
            continue
        if everything or not _is_others(volume, ledger):
            removed += _remove_volume(client, ledger, volume, everything=everything)
    return tuple(removed)


def _is_others(volume: Any, ledger: Ledger) -> bool:
    """Whether it may be a complete volume of somebody who keeps a list of their own, and of today."""
    kept_for_later = (volume.attrs.get("Labels") or {}).get(RUN, " ") not in volume.name
    young = time.time() - _epoch(volume.attrs.get("CreatedAt")) <= FOREIGN_SECONDS
    return kept_for_later and ledger.cache not in volume.name and young


def _remove_volume(client: docker.DockerClient, ledger: Ledger, volume: Any, *, everything: bool) -> list[str]:
    """Remove a volume of a dead run, unless another run has made it its own since it was listed: a name that is made of
    what a volume holds is used again."""
    tags = volume.attrs.get("Labels") or {}
    if tags.get(RUN, " ") in volume.name:
        return _remove(volume, f"volume {volume.name}")
    with contextlib.suppress(Timeout, docker.errors.NotFound), ledger.lock(volume.name).acquire(timeout=0):
        now = client.volumes.get(volume.name).attrs.get("Labels") or {}
        if now == tags and (everything or volume.name not in ledger.names()):
            return _remove(volume, f"volume {volume.name}")
    return []


def _remove(thing: Any, name: str, **options: Any) -> list[str]:
    # Another run may be removing the same thing, or still be using it: both are no trouble of this one.
    with contextlib.suppress(docker.errors.APIError, requests.RequestException):
        thing.remove(**options)
        return [name]
    return []


def _name(container: Any) -> str:
    names = container.attrs.get("Names") or [container.id]
    return str(names[0]).removeprefix("/")


def _epoch(stamp: object) -> float:
    if isinstance(stamp, int | float):
        return float(stamp)
    with contextlib.suppress(ValueError):
        # Docker writes nanoseconds, which datetime can't read: the date and time alone are exact enough here.
        return datetime.fromisoformat(f"{str(stamp)[:19]}+00:00").timestamp()
    return time.time()
