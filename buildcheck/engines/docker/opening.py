"""The parts of a run, made one after another; each is removed again by the stack that it was made on."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import docker
from docker.types import Mount

from buildcheck.engines import certificates
from buildcheck.engines.archive import stream_source
from buildcheck.engines.base import Watch
from buildcheck.engines.docker import isolation, tools
from buildcheck.engines.docker.carrier import Carrier, files, layer_folders
from buildcheck.engines.docker.container import engine_trouble
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.delivery import Delivery
from buildcheck.engines.docker.images import Image
from buildcheck.engines.docker.labels import labels
from buildcheck.engines.docker.ledger import Ledger
from buildcheck.engines.docker.network import Egress
from buildcheck.engines.docker.sandbox import OURS, DockerSandbox, Parts
from buildcheck.engines.docker.trees import Tree, tree_key
from buildcheck.engines.docker.views import View, overlays_work
from buildcheck.engines.probe_files import probe_files
from buildcheck.model.plan import Plan
from buildcheck.model.project import Source

BUNDLE = "ca.pem"
DOWNLOADS = "buildcheck-downloads-npm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What every part of a run is made from."""

    stack: ExitStack
    client: docker.DockerClient
    daemon: Daemon
    ledger: Ledger
    run_id: str
    image: Image
    plan: Plan
    source: Source
    watch: Watch
    ca_file: str | None
    shown: frozenset[str] = frozenset()

    def sandbox(self, values: Mapping[str, str], credentials: Mapping[str, str], *, use_cache: bool) -> DockerSandbox:
        """Make everything, the slow things first and in the background where they can be."""
        overlay = overlays_work(self.client, self.daemon, self.ledger, self.image.reference, self.run_id)
        tree = self._tree(use_cache=use_cache)
        view = self._view(tree, overlay=overlay)
        trace = self._volume("trace")
        egress = self._egress(tree, view, trace)
        ours = self._volume("ours")
        downloads = self._downloads(tree)
        carrier = self._carrier(tree, view, {"ours": ours, "trace": trace}, downloads)
        trust = self._bring_ours(carrier)
        tool = tools.ensure(
            self.client,
            self.daemon,
            self.ledger,
            image=self.image,
            manager=self.plan.manager,
            labels=labels(self.run_id, "tool"),
            trust=(Mount(OURS, ours, read_only=True), trust),
            watch=self.watch,
        )
        delivery = self._delivery(carrier, tree, view)
        sandbox = DockerSandbox(
            Parts(
                client=self.client,
                daemon=self.daemon,
                image=self.image.reference,
                plan=self.plan,
                source=self.source,
                tool=tool,
                tree=tree,
                view=view,
                egress=egress,
                delivery=delivery,
                carrier=carrier,
                ours=ours,
                trace=trace,
                downloads=downloads,
                values=values,
                credentials=credentials,
                shown=self.shown,
                trust=trust,
                run_id=self.run_id,
                isolation=isolation.describe(self.daemon, self.image, self.plan),
                watch=self.watch,
            )
        )
        # Side by side, because each waits for the daemon; their own callbacks find nothing left to do then.
        self.stack.callback(_together, egress.close, carrier.close)
        self.stack.callback(sandbox.close)
        return sandbox

    def _tree(self, *, use_cache: bool) -> Tree:
        key = tree_key(self.plan, self.source, self.image.reference)
        tree = Tree(self.client, self.ledger, self.plan, key, self.run_id)
        self.stack.callback(tree.close)
        tree.open(self.watch, use_cache=use_cache)
        return tree

    def _view(self, tree: Tree, *, overlay: bool) -> View:
        view = View(self.client, tree.name, self.run_id, overlay=overlay)
        self.stack.callback(view.close)
        view.open()
        return view

    def _egress(self, tree: Tree, view: View, trace: str) -> Egress:
        watched = {"layer": view.layer, "trace": trace} | ({} if tree.reused else {"tree": tree.name})
        egress = Egress(
            self.client,
            self.image.reference,
            f"buildcheck-{self.run_id}",
            labels(self.run_id, "sidecar"),
            watch=watched,
            proxy=os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"),
        )
        self.stack.callback(egress.close)
        egress.start()
        return egress

    def _volume(self, kind: str) -> str:
        with engine_trouble("making a volume of the run"):
            volume = self.client.volumes.create(f"buildcheck-{kind}-{self.run_id}", labels=labels(self.run_id, kind))
        self.stack.callback(lambda: volume.remove(force=True))
        return str(volume.name)

    def _downloads(self, tree: Tree) -> str | None:
        """npm's download cache may be shared: it is addressed by the integrity that the lockfile states, and only the
        fetch phase, where no project code runs, ever sees it. The other managers' caches are keyed by name and version
        (Yarn classic, Bun), so that one project's lockfile could put something there that another would take. An
        .npmrc could too: by a proxy of its choice that answers for any registry, or by another program for git."""
        if tree.reused or self.plan.manager.name != "npm" or self.plan.reusable_tree.value != "yes":
            return None
        if any(path.rpartition("/")[2] == ".npmrc" for path in self.plan.fetch_inputs):
            return None
        with engine_trouble("making the download cache"):
            self.client.volumes.create(DOWNLOADS, labels=labels(self.run_id, "downloads"))
        self.ledger.complete(DOWNLOADS)
        return DOWNLOADS

    def _carrier(self, tree: Tree, view: View, small: dict[str, str], downloads: str | None) -> Carrier:
        volumes = {"layer": view.layer, "tree": tree.name, **small}
        if downloads is not None:
            volumes["downloads"] = downloads
        carrier = Carrier(
            self.client,
            self.daemon,
            image=self.image.reference,
            volumes=volumes,
            labels=labels(self.run_id, "carrier"),
        )
        self.stack.callback(carrier.close)
        carrier.own("trace", *layer_folders("layer", overlay=view.overlay))
        if downloads is not None:
            carrier.own("downloads")
        if not tree.reused:
            carrier.own("tree")
            carrier.put("tree", lambda: stream_source(self.source, only=frozenset(self.plan.fetch_inputs)))
        return carrier

    def _bring_ours(self, carrier: Carrier) -> Mapping[str, str]:
        contents = probe_files(self.plan)
        trusted = certificates.bundle(self.ca_file)
        if trusted is not None:
            contents[BUNDLE] = trusted[0]
        carrier.put("ours", lambda: files(contents))
        return certificates.variables(f"{OURS}/{BUNDLE}") if trusted is not None else {}

    def _delivery(self, carrier: Carrier, tree: Tree, view: View) -> Delivery:
        delivery = Delivery(
            client=self.client,
            daemon=self.daemon,
            image=self.image.reference,
            carrier=carrier,
            plan=self.plan,
            source=self.source,
            tree=tree.name,
            view=view,
            labels=labels(self.run_id, "copy"),
        )
        self.stack.callback(delivery.close)
        return delivery


def _together(*closers: Callable[[], None]) -> None:
    with ThreadPoolExecutor(max_workers=len(closers), thread_name_prefix="close") as pool:
        for done in [pool.submit(each) for each in closers]:
            done.result()
