"""The installed tree and the view that project code gets of it.

The fetch phase fills the *tree*: a volume that depends on the files of the fetch phase alone and that no project code
ever touches. Later phases see an overlay: the tree below, read-only, and a writable layer of this run above. The
kernel keeps what project code writes out of the tree, so a complete tree may serve every later run with the same key,
and no byte of it is copied (`views`).
"""

from __future__ import annotations

import contextlib
import json
from hashlib import sha256
from typing import Any

import docker
from filelock import Timeout

from buildcheck.engines.archive import content_key
from buildcheck.engines.base import Event, Watch
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.labels import labels
from buildcheck.engines.docker.ledger import Ledger
from buildcheck.model.plan import Plan
from buildcheck.model.project import Source

FORMAT = 2
"""Part of every key: raise it when what the fetch phase puts into a tree changes."""

SOON = 2
"""Seconds to wait for another run's tree without a word."""

MOST = 24
"""Complete trees that are kept; those used least recently go first."""


def tree_key(plan: Plan, source: Source, image: str) -> str:
    """Give the key of the tree that the fetch phase of ``plan`` makes: equal keys, equal trees."""
    parts = {
        "format": FORMAT,
        "image": image,
        "manager": [plan.manager.name, plan.manager.version],
        "install_root": plan.install_root,
        "steps": [[list(step.argv), step.cwd, step.env] for step in plan.steps if step.phase == "fetch"],
        "files": content_key(source, frozenset(plan.fetch_inputs)),
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


CONFLICT = 409
"""What the daemon answers to the removal of a volume that a container uses."""


class Tree:
    """The volume of an installed tree. ``reused`` is true when an earlier run completed it; ``facts`` are then what
    that run noted about it."""

    def __init__(self, client: docker.DockerClient, ledger: Ledger, plan: Plan, key: str, run_id: str) -> None:
        self._client = client
        self._ledger = ledger
        self._reusable = plan.reusable_tree.value == "yes"
        self.name = f"buildcheck-tree-{ledger.cache}-{key}" if self._reusable else f"buildcheck-tree-{run_id}"
        self._lock = ledger.lock(self.name)
        self._locked = False
        self.reused = False
        self.facts: dict[str, str] = {}
        self.reason = plan.reusable_tree.reason
        self._run_id = run_id

    def open(self, watch: Watch, *, use_cache: bool) -> None:
        """Find the complete tree, or make an empty one and hold its lock until `complete` or `close`."""
        if self._reusable:
            self._acquire(watch)
        known = self._ledger.find(self.name) if self._reusable else None
        complete = known is not None and self._exists()
        if known is not None and complete and use_cache:
            self.reused = True
            self.facts = known.facts
            self.reason = "an earlier run installed from the same lockfile, manifests, manager, Node and image"
            self._release()
            return
        with engine_trouble("making the volume of the installed tree"):
            # Another run may be about to mount a complete tree, or be using one that the ledger does not know.
            if complete or not self._cleared():
                self._keep_to_itself()
            self._client.volumes.create(self.name, labels=labels(self._run_id, "tree"))

    def complete(self) -> None:
        """Say that the fetch phase succeeded: later runs may use the tree."""
        if self._reusable and not self.reused:
            self._ledger.complete(self.name)
            self._release()
            self._prune()

    def learn(self, **facts: str) -> None:
        """Note ``facts`` about the complete tree, for this run and later ones."""
        self.facts = facts
        if self._reusable and not self.reused:
            self._ledger.complete(self.name, **facts)

    def close(self) -> None:
        """Remove the volume unless it is complete, and let go of the lock."""
        kept = self._reusable and (self.reused or not self._locked)
        if not kept:
            with contextlib.suppress(docker.errors.APIError):
                self._remove()
        self._release()

    def _keep_to_itself(self) -> None:
        self._release()
        self._reusable = False
        self.name = f"buildcheck-tree-{self._run_id}"

    def _cleared(self) -> bool:
        try:
            self._remove()
        except docker.errors.APIError as error:
            if error.status_code != CONFLICT:
                raise
            return False
        self._ledger.forget(self.name)
        return True

    def _acquire(self, watch: Watch) -> None:
        try:
            self._lock.acquire(timeout=SOON)
        except Timeout:
            watch(Event(kind="prepare", text="waiting for another run, which installs the same dependencies"))
            self._lock.acquire()
        self._locked = True

    def _release(self) -> None:
        if self._locked:
            self._lock.release()
            self._locked = False

    def _prune(self) -> None:
        trees = [name for name in self._ledger.names() if name.startswith("buildcheck-tree-")]
        for name in trees[MOST:]:
            # A tree in use is refused by the daemon, and stays for the next time.
            with contextlib.suppress(docker.errors.APIError):
                self._client.volumes.get(name).remove()
                self._ledger.forget(name)

    def _exists(self) -> bool:
        return self._volume() is not None

    def _volume(self) -> Any:
        try:
            return self._client.volumes.get(self.name)
        except docker.errors.NotFound:
            return None

    def _remove(self) -> None:
        volume = self._volume()
        if volume is not None:
            volume.remove(force=True)
