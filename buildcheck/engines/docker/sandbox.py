"""One run of a plan in containers: a step in, a `StepRun` out, with the tree, the view and the egress behind it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import docker
from docker.types import Mount

from buildcheck.engines.base import Collected, Event, Keep, Sinks, Terminal, Watch
from buildcheck.engines.docker import container as containers
from buildcheck.engines.docker import shell as shells
from buildcheck.engines.docker.carrier import Carrier
from buildcheck.engines.docker.container import Spec, Watchdog
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.delivery import Delivery
from buildcheck.engines.docker.disk import DiskMeter
from buildcheck.engines.docker.images import headers_environment
from buildcheck.engines.docker.labels import labels
from buildcheck.engines.docker.network import Egress
from buildcheck.engines.docker.tools import MOUNT as MANAGER
from buildcheck.engines.docker.tools import Tool
from buildcheck.engines.docker.trees import Tree
from buildcheck.engines.docker.views import View
from buildcheck.engines.docker.wanted import find_wanted
from buildcheck.engines.environment_trace import LARGEST, read_environment, trace_name
from buildcheck.engines.fonts import behind_stand_in
from buildcheck.engines.install_scripts import judge_scripts, read_wanted
from buildcheck.engines.log import LogBuffer
from buildcheck.engines.masking import mask_of
from buildcheck.engines.network_trace import attributed, read_trace
from buildcheck.engines.probe_files import watched
from buildcheck.engines.serving import behind_probe, served
from buildcheck.model.build import HostContact, InstallScripts, Isolation, Outcome, Served, StepRun
from buildcheck.model.environment import ObservedRead
from buildcheck.model.plan import DEFAULT_REGISTRY, HostRule, Phase, Plan, Step
from buildcheck.model.project import Source

WORK = "/work"
OURS = "/opt/buildcheck/run"
TRACE = "/opt/buildcheck/trace"
LARGEST_TRACE = 1024**2
DOWNLOADS = "/opt/buildcheck/downloads"
WANTED = "wanted"
"""The fact about a tree that names the packages with install scripts."""
NPMRC = "BUILDCHECK_NPMRC"
NODE_OPTIONS = "NODE_OPTIONS"
# Credentials reach npm by the file that it reads anyway; the home folder is in memory and gone with the step.
WITH_NPMRC = f'umask 077 && printf %s "${NPMRC}" > "$HOME/.npmrc" && unset {NPMRC} && exec "$@"'
PATH = f"{MANAGER}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SHELL = ("sh", "-c", "command -v bash > /dev/null && exec bash; exec sh")
FONTS = f"{OURS}/fonts/run.cjs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a run was prepared from. ``values`` are written nowhere, and secret unless named in ``shown``;
    ``credentials`` reach the fetch phase only; ``downloads`` is the volume of the manager's own download cache, where
    it can be shared safely."""

    client: docker.DockerClient
    daemon: Daemon
    image: str
    plan: Plan
    source: Source
    tool: Tool
    tree: Tree
    view: View
    egress: Egress
    delivery: Delivery
    carrier: Carrier
    ours: str
    trace: str
    downloads: str | None
    values: Mapping[str, str]
    credentials: Mapping[str, str]
    shown: frozenset[str]
    trust: Mapping[str, str]
    run_id: str
    isolation: Isolation
    watch: Watch


class DockerSandbox:
    """A run of a plan (`buildcheck.engines.base.Sandbox`)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._phase: Phase | None = None
        self._traced: list[Phase] = []
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look")
        self._removals = ThreadPoolExecutor(max_workers=2, thread_name_prefix="remove")
        self._looking: Future[tuple[str, ...] | None] | None = None
        self._disk = DiskMeter(parts.egress, parts.plan.limits.disk)
        self._mask = mask_of(parts.values, parts.credentials, parts.shown)

    @property
    def isolation(self) -> Isolation:
        return self._parts.isolation

    @property
    def tree(self) -> tuple[str, str]:
        tree = self._parts.tree
        return ("reused" if tree.reused else "installed", tree.reason)

    def run(self, step: Step, attempt: int = 1) -> StepRun:
        """Run one step in a container of its own."""
        self._enter(step.phase)
        log = LogBuffer(self._mask)
        self._parts.watch(Event(kind="step", text=step.name))
        spec = self._spec(step)
        container = containers.create(self._parts.client, spec)
        try:
            limits = self._parts.plan.limits
            watchdog = Watchdog(step.timeout_seconds, limits.output, lambda: self._disk.verdict(container))
            ended = containers.run(
                container,
                log,
                watchdog,
                self._show,
                tells_memory=self._parts.daemon.product == "Docker",
                secrets=spec.secrets,
            )
        finally:
            # In the background: it has ended, and the next step need not wait for the daemon to tidy up after it.
            self._removals.submit(containers.remove, container)
        self._parts.watch(Event(kind="done", text=f"{step.name}: {ended.outcome}"))
        return StepRun(
            phase=step.phase,
            name=step.name,
            argv=step.argv,
            cwd=step.cwd,
            exit_code=ended.exit_code,
            seconds=round(ended.seconds, 3),
            outcome=ended.outcome,
            log=log.text(),
            log_bytes=log.total,
            detail=ended.detail or self._memory_detail(ended.outcome),
            attempt=attempt,
        )

    def serve(self, step: Step) -> tuple[Served, dict[str, bytes]]:
        """Start the built app in a container of its own and ask it."""
        run = self.run(step)
        return served(run, lambda name, most: self._parts.carrier.read(f"trace/{name}", most))

    def shell(self, step: Step, terminal: Terminal) -> int:
        """Open a shell in a container like that of ``step``; ``$BUILDCHECK_STEP`` is its command."""
        self._enter(step.phase)
        spec = self._spec(step)
        spec = replace(
            spec,
            argv=SHELL,
            env={**spec.env, "BUILDCHECK_STEP": shlex.join(spec.argv)},
            typed="terminal" if terminal.interactive else "text",
        )
        container = containers.create(self._parts.client, spec)
        try:
            return shells.run(self._parts.client, container, spec, terminal)
        finally:
            containers.remove(container)

    def keep_tree(self) -> None:
        """The fetch phase is over: nothing writes to the tree any more. It is looked through while the run goes on."""
        self._parts.tree.complete()
        self._looking = self._pool.submit(self._look)

    def hosts(self) -> tuple[HostContact, ...]:
        """Give what the sidecar saw, with who tried it as far as the trace inside the steps knows."""
        contacts = self._parts.egress.contacts()
        for phase in self._traced:
            trace = self._parts.carrier.read(f"trace/{phase}", LARGEST_TRACE)
            contacts = attributed(contacts, read_trace(trace), phase)
        return contacts

    def reads(self) -> tuple[ObservedRead, ...] | None:
        """Give what the processes of the steps told, phase after phase."""
        parts = self._parts
        sources = frozenset(each.path for each in parts.source.entries)
        traces = [parts.carrier.read(f"trace/{trace_name(phase)}", LARGEST) for phase in self._traced]
        return tuple(read for trace in traces for read in read_environment(trace, sources))

    def install_scripts(self) -> InstallScripts | None:
        """Give which packages of the tree want install scripts; ``None`` when there is no complete tree."""
        tree = self._parts.tree
        found = self._looking.result() if self._looking is not None else None
        if found is not None:
            tree.learn(**{WANTED: json.dumps(found)})
        wanted = read_wanted(tree.facts.get(WANTED, ""))
        return None if wanted is None else judge_scripts(wanted, self._parts.plan.scripts)

    def close(self) -> None:
        """Wait until the containers of the steps are gone, and for what looks through the tree."""
        self._removals.shutdown(wait=True)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def collect(self, folders: tuple[str, ...], keep: Keep | None = None, sinks: Sinks | None = None) -> Collected:
        """Read the folders from the layer that took all writes of the run: whatever lies in it was written now."""
        layer = self._parts.view.writable("layer")
        found = [
            self._parts.carrier.collect(
                f"{layer}/{folder}", prefix=folder.rpartition("/")[0] or ".", keep=keep, sinks=sinks
            )
            for folder in folders
        ]
        return Collected(
            artefacts=tuple(artefact for each in found for artefact in each.artefacts),
            remarks=tuple(remark for each in found for remark in each.remarks),
            contents={path: data for each in found for path, data in each.contents.items()},
        )

    def peak_memory(self) -> int | None:
        return None

    def _look(self) -> tuple[str, ...] | None:
        parts = self._parts
        return find_wanted(
            parts.client,
            parts.daemon,
            image=parts.image,
            tree=parts.tree.name,
            ours=parts.ours,
            plan=parts.plan,
            labels=labels(parts.run_id, "look"),
        )

    def _enter(self, phase: Phase) -> None:
        if phase == self._phase:
            return
        self._phase = phase
        self._parts.egress.switch(phase, self._parts.plan.network, self._registries())
        if phase != "fetch":
            self._parts.delivery.finish()
            self._traced.append(phase)

    def _registries(self) -> tuple[HostRule, ...]:
        manager = self._parts.plan.manager
        return tuple(
            HostRule(host=parts.hostname, port=parts.port, reason=f"{DEFAULT_REGISTRY} {manager.name}")
            for parts in map(urlsplit, self._parts.tool.registries)
            if parts.hostname
        )

    def _spec(self, step: Step) -> Spec:
        parts = self._parts
        return Spec(
            image=parts.image,
            argv=self._argv(step),
            cwd=_folder(step),
            env=self._env(step),
            mounts=self._mounts(step.phase),
            labels=labels(parts.run_id, "step"),
            memory=parts.plan.limits.memory,
            processes=parts.plan.limits.processes,
            temporary=parts.plan.limits.temporary,
            network=parts.egress.step_settings(),
            secrets=self._secrets(step),
            tmpfs=parts.daemon.tmpfs,
            home=parts.daemon.home,
            init=parts.daemon.init,
            ulimits=parts.daemon.ulimits,
            runtime=parts.daemon.runtime,
        )

    def _argv(self, step: Step) -> tuple[str, ...]:
        if step.phase == "fetch" and NPMRC in self._parts.credentials:
            return ("sh", "-c", WITH_NPMRC, "sh", *step.argv)
        if step.phase == "serve":
            return behind_probe(step, f"{OURS}/serve.cjs")
        return behind_stand_in(step, self._parts.plan, program=FONTS, root=WORK)

    def _env(self, step: Step) -> dict[str, str]:
        parts = self._parts
        # Steps are started without a shell, which would set PWD; scripts and Yarn's own shell expand it.
        path = ":".join([*(f"{WORK}/{each}" for each in step.path), PATH])
        env = {"PATH": path, "HOME": parts.daemon.home, "PWD": _folder(step), **parts.plan.environment, **parts.trust}
        env |= headers_environment(parts.plan.manager)
        if step.phase == "fetch":
            # A project's .npmrc may name another program for git, and a file of the project is one.
            env["npm_config_git"] = "git"
            if parts.downloads is not None:
                env["npm_config_cache"] = f"{DOWNLOADS}/npm"
        else:
            env |= {"BUILDCHECK_NETWORK_TRACE": f"{TRACE}/{step.phase}", "BUILDCHECK_ROOT": WORK}
            env["BUILDCHECK_ENVIRONMENT_TRACE"] = f"{TRACE}/{trace_name(step.phase)}"
            options = parts.values.get(NODE_OPTIONS, env.get(NODE_OPTIONS, ""))
            env[NODE_OPTIONS] = watched(options, f"{OURS}/watch.cjs")
        return env | step.env

    def _secrets(self, step: Step) -> dict[str, str]:
        """Give what must not stand in the container's settings. Variables of the step itself count more."""
        secrets = self._parts.credentials if step.phase == "fetch" else self._parts.values
        return {name: value for name, value in secrets.items() if name not in {*step.env, NODE_OPTIONS}}

    def _mounts(self, phase: Phase) -> tuple[Mount, ...]:
        parts = self._parts
        work = parts.tree.name if phase == "fetch" else parts.view.volume
        mounts = [Mount(WORK, work), Mount(OURS, parts.ours, read_only=True)]
        if parts.tool.volume is not None:
            mounts.append(Mount(MANAGER, parts.tool.volume, read_only=True))
        if phase != "fetch":
            mounts.append(Mount(TRACE, parts.trace))
        elif parts.downloads is not None:
            mounts.append(Mount(DOWNLOADS, parts.downloads))
        return tuple(mounts)

    def _memory_detail(self, outcome: Outcome) -> str | None:
        if outcome != "out-of-memory":
            return None
        return f"the limit was {self._parts.plan.limits.memory // 1024**2} MiB"

    def _show(self, line: str) -> None:
        self._parts.watch(Event(kind="line", text=line))


def _folder(step: Step) -> str:
    return WORK if step.cwd == "." else f"{WORK}/{step.cwd}"
