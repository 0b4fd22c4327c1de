"""The only way out of a run: two trusted containers, of which the first shares its network with the steps.

In: a Docker client, the build image, labels, and the policy of each phase. Out: the settings with which a step's
container joins the network, the hosts that were reached or tried, and the size of what the steps wrote.

    step -- loopback --> gate -- Unix socket in a volume --> sidecar -- allowed names only --> internet

The *gate* has no network but a loopback interface, and the steps live in its network namespace: there is no route to
the host, to another container, or to an address known by number. An ``internal`` Docker network was tried before and
leaves more open: the host answers at the bridge's address unless an option that Podman lacks removes it, some
releases of Docker refuse to forward DNS on it (moby pull requests 47538 and 47821), and a firewall that drops
forwarded packets cuts it. The *sidecar* is on the daemon's default network and never sees the steps' packets, only
the names that they ask for.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.types import LogConfig, Mount, Ulimit

from buildcheck.engines.docker.attachment import Attachment
from buildcheck.engines.docker.labels import KIND
from buildcheck.engines.docker.network_log import NetworkLog
from buildcheck.engines.docker.network_policy import policy
from buildcheck.engines.docker.sidecar_source import script
from buildcheck.errors import EngineError
from buildcheck.model.build import HostContact
from buildcheck.model.plan import HostRule, Network, Phase

STEP_HOST = "buildcheck"
WATCH_FOLDER = "/watch"
_GATE_FOLDER = "/gate"
_READY_SECONDS = 75.0
_REMOVE_TRIES = 50
_REMOVE_PAUSE = 0.1
_MEMORY = 256 * 1024**2


class Egress:
    """The network of a run: gate and sidecar, and the volume between them; all are gone when it closes.

    ``watch`` maps names (as ``disk`` will use them) to Docker volumes whose size is to be measured. ``proxy`` is the
    URL of an HTTP proxy through which this site reaches the internet. ``outside`` is the Docker network that the
    sidecar is on, by default the daemon's own. ``start`` returns at once; everything else waits for the
    sidecar where it must.

    Raises:
        EngineError: (every method but ``start`` and ``close``) the daemon refused, or the sidecar died.
    """

    def __init__(
        self,
        client: docker.DockerClient,
        image: str,
        name: str,
        labels: Mapping[str, str],
        *,
        watch: Mapping[str, str] | None = None,
        proxy: str | None = None,
        outside: str | None = None,
    ) -> None:
        self._client = client
        self._image = image
        self._name = name
        self._labels = dict(labels)
        self._watch = dict(watch or {})
        self._proxy = _proxy_command(proxy) if proxy else None
        self._outside = outside
        self._log = NetworkLog()
        self._replies = _Replies()
        self._objects: list[Any] = []
        self._attachment: Attachment | None = None
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="egress")
        self._started: Future[str] | None = None

    def __enter__(self) -> Egress:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to make the network, in a thread; it takes about a second."""
        if self._started is None:
            self._started = self._pool.submit(self._make)

    def ready(self) -> str:
        """Wait until the network serves, and give it as Docker's ``network_mode`` of a step."""
        if self._started is None:
            self.start()
        assert self._started is not None
        try:
            return self._started.result()
        except (DockerException, OSError) as error:
            raise _broken("The network of the run could not be set up.", error) from error

    def step_settings(self) -> dict[str, Any]:
        """Give the keyword arguments of ``containers.create`` that put a step on this network and nowhere else.

        Name server and host name come with it; Docker refuses a container that brings its own beside them.
        """
        return {"network_mode": self.ready()}

    def switch(self, phase: Phase, network: Network, extra_registries: tuple[HostRule, ...] = ()) -> None:
        """Begin ``phase``: from the return of this call on, its policy holds and older connections are cut."""
        self.ready()
        self._ask({"do": "policy", "policy": policy(phase, network, extra_registries)})

    def contacts(self) -> tuple[HostContact, ...]:
        """Give every host that was reached or tried so far, once for each phase, port and outcome."""
        self.ready()
        self._ask({"do": "flush"})
        return self._log.contacts()

    def disk(self) -> dict[str, int]:
        """Give the bytes last measured in each watched volume, by its name, without waiting."""
        return {folder.removeprefix(f"{WATCH_FOLDER}/"): size for folder, size in self._log.disk().items()}

    def disk_free(self) -> dict[str, int]:
        """Give the bytes that the file system of each watched volume has free, by its name, without waiting."""
        return {folder.removeprefix(f"{WATCH_FOLDER}/"): size for folder, size in self._log.disk_free().items()}

    def errors(self) -> tuple[str, ...]:
        """Give the last errors that the sidecar met in itself: flaws of ours that it survived."""
        return self._log.errors()

    def close(self) -> None:
        """Remove it all. What can't be removed now is found by its labels later."""
        self._replies.fail("the run is over")
        self._pool.shutdown(wait=True)
        containers = [each for each in self._objects if hasattr(each, "kill")]
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="egress-close") as pool:
            list(pool.map(_remove, containers))
        for volume in self._objects[:]:
            if volume not in containers:
                _remove(volume)
        self._objects.clear()
        if self._attachment is not None:
            self._attachment.close()
            self._attachment = None

    def _make(self) -> str:
        self._objects.append(self._client.volumes.create(self._name, labels={**self._labels, KIND: "gate"}))
        making = self._pool.submit(self._make_gate)
        self._make_sidecar()
        self._ask({"do": "listen", "proxy": self._proxy, "watch": sorted(self._folders())})
        gate = making.result()
        try:
            self._ask({"do": "meet"})
        except EngineError:
            # A container that a busy daemon has started may still never run; a second one settles whose fault it was.
            _remove(gate)
            gate = self._make_gate()
            self._ask({"do": "meet"})
        return f"container:{gate.id}"

    def _make_gate(self) -> Any:
        """Make and start the container whose network the steps share. It writes their ``resolv.conf``: its own."""
        gate = self._client.containers.create(
            self._image,
            command=["-e", script("gate.cjs")],
            name=f"{self._name}-gate",
            hostname=STEP_HOST,
            labels={**self._labels, KIND: "gate"},
            network_mode="none",
            mounts=[Mount(_GATE_FOLDER, self._name)],
            sysctls={"net.ipv4.ip_unprivileged_port_start": "0"},
            **_CONFINEMENT,
        )
        self._objects.append(gate)
        gate.start()
        return gate

    def _make_sidecar(self) -> Any:
        watched = [Mount(folder, self._watch[name], read_only=True) for folder, name in self._folders().items()]
        sidecar = self._client.containers.create(
            self._image,
            command=["-e", script("main.cjs")],
            name=self._name,
            labels={**self._labels, KIND: "sidecar"},
            network=self._outside,
            stdin_open=True,
            read_only=True,
            mounts=[Mount(_GATE_FOLDER, self._name), *watched],
            # Without it a build could hide what it wrote from the disk meter (chmod 0).
            cap_add=["DAC_OVERRIDE"] if watched else [],
            **_CONFINEMENT,
        )
        self._objects.append(sidecar)
        self._attachment = Attachment(sidecar, self._on_line, self._replies.fail)
        sidecar.start()
        return sidecar

    def _folders(self) -> dict[str, str]:
        return {f"{WATCH_FOLDER}/{name}": name for name in self._watch}

    def _on_line(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            return
        if isinstance(message, dict) and message.get("t") == "ack":
            self._replies.give(message)
        elif isinstance(message, dict):
            self._log.add(message)

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._attachment is not None
        number, reply = self._replies.expect()
        try:
            self._attachment.send(json.dumps({**command, "id": number}).encode())
            message = reply.result(timeout=_READY_SECONDS)
        except (OSError, TimeoutError) as error:
            raise _broken("The sidecar of the run does not answer.", error) from error
        if "error" in message:
            raise _broken("The sidecar of the run failed.", message["error"])
        return message


class _Replies:
    """Answers of the sidecar, matched to what was asked by number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._last = 0
        self._failure: str | None = None

    def expect(self) -> tuple[int, Future[dict[str, Any]]]:
        with self._lock:
            self._last += 1
            reply: Future[dict[str, Any]] = Future()
            if self._failure is None:
                self._waiting[self._last] = reply
            else:
                reply.set_result({"error": self._failure})
            return self._last, reply

    def give(self, message: dict[str, Any]) -> None:
        with self._lock:
            reply = self._waiting.pop(message.get("id", 0), None)
        if reply is not None:
            reply.set_result(message)

    def fail(self, complaint: str) -> None:
        with self._lock:
            self._failure = self._failure or f"it ended: {complaint[-500:]}"
            waiting, self._waiting = self._waiting, {}
        for reply in waiting.values():
            reply.set_result({"error": self._failure})


_CONFINEMENT: dict[str, Any] = {
    "entrypoint": ["node"],
    "user": "0:0",
    "cap_drop": ["ALL"],
    # The two share a socket, which SELinux keeps apart by container (podman-run(1), --security-opt label=disable).
    "security_opt": ["no-new-privileges", "label=disable"],
    "mem_limit": _MEMORY,
    "memswap_limit": _MEMORY,
    "pids_limit": 128,
    # Both stated, because the defaults of some daemons are more than they may set themselves (nested containers).
    "ulimits": [Ulimit(name="nofile", soft=4096, hard=4096), Ulimit(name="nproc", soft=4096, hard=4096)],
    "auto_remove": True,
    "log_config": LogConfig(type="none"),
}


def _remove(thing: Any) -> None:
    """Remove a container or a volume, and wait while the daemon is still busy with it.

    What stays behind all the same is found by its labels, and removed, by the next run.
    """
    for _ in range(_REMOVE_TRIES):
        try:
            thing.remove(force=True)
        except NotFound:
            return
        except APIError:
            time.sleep(_REMOVE_PAUSE)
        except OSError:
            return  # the daemon itself is gone
        else:
            return


def _proxy_command(url: str) -> dict[str, Any]:
    """Give the parts of a proxy's URL as the sidecar wants them; credentials become a Basic authorisation."""
    from base64 import b64encode

    parts = urlsplit(url if "//" in url else f"http://{url}")
    authorization = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = f"Basic {b64encode(pair.encode()).decode()}"
    return {"host": parts.hostname, "port": parts.port or 80, "authorization": authorization}


def _broken(what: str, why: object) -> EngineError:
    return EngineError(what, why=f"{why}".strip() or type(why).__name__, do="Run `buildcheck doctor`.")
