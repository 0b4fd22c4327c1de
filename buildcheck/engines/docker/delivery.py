"""The clean source into the view of a run: in the background while dependencies are fetched, where that is possible."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import docker
from docker.types import Mount

from buildcheck.engines.archive import stream_source
from buildcheck.engines.docker import chore
from buildcheck.engines.docker.carrier import OWNER, Carrier, files
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.views import View
from buildcheck.engines.git_head import git_files
from buildcheck.errors import EngineError
from buildcheck.model.plan import Plan
from buildcheck.model.project import Source


class Delivery:
    """The source on its way. With an overlay it goes into the writable layer at once, since nothing mounts that before
    the fetch phase is over; without one it goes over the copy of the tree, once there is a tree to copy."""

    def __init__(
        self,
        *,
        client: docker.DockerClient,
        daemon: Daemon,
        image: str,
        carrier: Carrier,
        plan: Plan,
        source: Source,
        tree: str,
        view: View,
        labels: dict[str, str],
    ) -> None:
        self._client = client
        self._daemon = daemon
        self._image = image
        self._carrier = carrier
        self._source = source
        self._paths = _delivered(plan, source)
        self._tree = tree
        self._view = view
        self._labels = labels
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="delivery")
        self._sent: Future[None] | None = None
        self._finished = False
        if view.overlay:
            self._sent = self._pool.submit(self._send, view.writable("layer"))

    def finish(self) -> None:
        """Wait until the whole source is there.

        Raises:
            EngineError: the daemon did not take it.
            UsageError: the source changed since it was listed.
        """
        if self._finished:
            return
        if self._sent is not None:
            self._sent.result()
        else:
            self._copy_tree()
            self._send("layer")
        self._finished = True

    def close(self) -> None:
        """Wait for what is under way; its outcome no longer matters."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, folder: str) -> None:
        self._carrier.put(folder, lambda: stream_source(self._source, only=self._paths))
        self._carrier.put(folder, lambda: files(git_files(self._source), owner=OWNER))

    def _copy_tree(self) -> None:
        with engine_trouble("copying the installed tree"):
            code, _ = chore.run(
                self._client,
                self._daemon,
                image=self._image,
                command=["cp", "-a", "/tree/.", "/layer/"],
                labels=self._labels,
                mounts=[Mount("/tree", self._tree, read_only=True), Mount("/layer", self._view.layer)],
            )
        if code != 0:
            raise EngineError(
                f"The installed tree could not be copied (cp ended with {code}).",
                why="The engine's disk may be full.",
                do="Free space there (`buildcheck clean`) and run again.",
            )


def _delivered(plan: Plan, source: Source) -> frozenset[str] | None:
    """Give the paths to deliver; None for all. Every manager replaces a committed ``node_modules`` in the folder that
    it installs in, so such files must not lie over the installed tree."""
    root = "" if plan.install_root == "." else f"{plan.install_root}/"
    committed = f"{root}node_modules/"
    if not any(entry.path.startswith(committed) for entry in source.entries):
        return None
    return frozenset(entry.path for entry in source.entries if not entry.path.startswith(committed))
