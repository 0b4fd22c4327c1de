"""What the steps of a run take of the engine's disk -> whether that ends them: files that folders show, and those that
no folder shows because they were deleted while open."""

from __future__ import annotations

from typing import Any

import docker
import requests

from buildcheck.engines.docker.network import Egress
from buildcheck.errors import EngineError
from buildcheck.model.build import Outcome

MIB = 1024**2
RESERVE = 512 * MIB
"""Never taken from the engine's disk: other things live on it."""

SLACK = 256 * MIB
"""What the free space may fall beyond what folders show before deleted files are looked for: others write too."""

USER = "10001:10001"
# As the user of the steps, who may look at what the processes of the steps have open.
DELETED = ["/usr/bin/find", "-L", "/proc", "-mindepth", "3", "-maxdepth", "3", "-path", "/proc/[0-9]*/fd/*"]
DELETED += ["-type", "f", "-links", "0", "-print", "-quit"]


class DiskMeter:
    """The disk of one run, as its sidecar measures it about once a second. ``limit`` in bytes."""

    def __init__(self, egress: Egress, limit: int) -> None:
        self._egress = egress
        self._limit = limit
        self._first: tuple[int, int] | None = None

    def verdict(self, container: Any) -> tuple[Outcome, str] | None:
        """Give the outcome that ends ``container`` now, with the words for it, or None.

        Raises:
            EngineError: the engine's disk is nearly full, for whatever reason.
        """
        used = sum(self._egress.disk().values())
        if used > self._limit:
            return "disk-full", f"ended after it wrote more than {self._limit // MIB} MiB"
        free = min(self._egress.disk_free().values(), default=None)
        if free is None:
            return None
        before = self._first or (used, free)
        self._first = before
        hidden = before[1] - free - (used - before[0])
        if hidden > self._limit + SLACK:
            if _holds_deleted_files(container):
                return "disk-full", f"ended after it wrote more than {self._limit // MIB} MiB to files that it deleted"
            self._first = (used, free)
        if free < RESERVE <= before[1]:
            raise _nearly_full(free)
        return None


def _holds_deleted_files(container: Any) -> bool:
    """Look for open files without a name in the step; a step that hinders the look has something to hide."""
    try:
        found = container.exec_run(DELETED, user=USER, stderr=False)
    except (docker.errors.DockerException, requests.RequestException):
        return True
    return bool(found.output) or found.exit_code not in (0, 1)


def _nearly_full(free: int) -> EngineError:
    return EngineError(
        f"The disk of the engine is nearly full: {free // MIB} MiB are left.",
        why="This build, or something else on that machine, filled it.",
        do="Free space there (`buildcheck clean --all`, `docker system df`) and run again.",
    )
