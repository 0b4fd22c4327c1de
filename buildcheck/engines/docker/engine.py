"""The Docker engine: a plan and a source in, a sandbox of containers out, and nothing left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import docker

from buildcheck.caches import cache_folder
from buildcheck.engines import runs
from buildcheck.engines.base import Event, Sandbox, Watch
from buildcheck.engines.docker import images
from buildcheck.engines.docker.client import connect
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon, ask
from buildcheck.engines.docker.labels import reap
from buildcheck.engines.docker.ledger import Ledger
from buildcheck.engines.docker.opening import Opening
from buildcheck.errors import BuildcheckError
from buildcheck.model.plan import Plan
from buildcheck.model.project import Source


class DockerEngine:
    """Any daemon that speaks the Docker API (`buildcheck.engines.base.Engine`).

    ``ca_file`` is the certificate bundle that the user named; ``use_cache`` says whether installed trees of earlier
    runs may be used; ``credentials`` are variables for the fetch phase alone.
    """

    name = "docker"

    def __init__(
        self, *, ca_file: str | None = None, use_cache: bool = True, credentials: Mapping[str, str] | None = None
    ) -> None:
        self._ca_file = ca_file
        self._use_cache = use_cache
        self._credentials = dict(credentials or {})
        self._client: docker.DockerClient | None = None
        self._daemon: Daemon | None = None

    def problem(self) -> str | None:
        """Give the reason why no daemon can be used here, or None."""
        try:
            self.client()
        except BuildcheckError as error:
            return error.what
        return None

    def client(self) -> docker.DockerClient:
        """Give the connection to the daemon.

        Raises:
            EngineError: no daemon answers.
        """
        if self._client is None:
            self._client = connect()
        return self._client

    def ledger(self) -> Ledger:
        """Give the list of complete volumes of this daemon."""
        return Ledger(cache_folder(), self.daemon().identity)

    def daemon(self) -> Daemon:
        """Give what the daemon is.

        Raises:
            EngineError: no daemon answers.
        """
        if self._daemon is None:
            self._daemon = ask(self.client())
        return self._daemon

    def clean(self, *, everything: bool) -> tuple[str, ...]:
        """Remove what dead runs left in the daemon; with ``everything`` all that is ours, images included.

        Returns:
            What was removed, in words.
        """
        with engine_trouble("removing what earlier runs left behind"):
            removed = reap(self.client(), self.ledger(), everything=everything)
            return removed + (images.remove_all(self.client()) if everything else ())

    @contextmanager
    def open(
        self, plan: Plan, source: Source, values: Mapping[str, str], watch: Watch, shown: Collection[str] = ()
    ) -> Iterator[Sandbox]:
        """Prepare image, package manager, tree, view and network; remove all but the caches at the end."""
        client = self.client()
        ledger = self.ledger()
        with ExitStack() as stack:
            run = stack.enter_context(runs.begin())
            # In the background: what dead runs left behind is in nobody's way.
            sweeper = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="sweep"))
            swept = sweeper.submit(self._sweep)
            image = images.ensure(client, plan.node.value, "slim" if plan.variant.value == "slim" else "full", watch)
            opening = Opening(
                stack=stack,
                client=client,
                daemon=self.daemon(),
                ledger=ledger,
                run_id=run.id,
                image=image,
                plan=plan,
                source=source,
                watch=watch,
                ca_file=self._ca_file,
                shown=frozenset(shown),
            )
            yield opening.sandbox(values, self._credentials, use_cache=self._use_cache)
            swept.result()
            # Once more: a daemon that is slow goes on making what a killed run had asked for.
            sweeper.submit(self._sweep)
            watch(Event(kind="prepare", text="removing the sandbox"))

    def _sweep(self) -> None:
        with engine_trouble("removing what an earlier run left behind"):
            reap(self.client(), self.ledger())
        for record in runs.abandoned():
            if not record.folders:
                runs.forget(record)
