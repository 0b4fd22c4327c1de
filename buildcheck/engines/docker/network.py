"""The only way out of a run: an internal network, and a sidecar of ours on it that passes on what a policy allows.

In: a Docker client, the build image, labels, and the policy of each phase. Out: the settings with which a step's
container joins the network, the hosts that were reached or tried, and the size of what the steps wrote.

The network has no route anywhere (``internal``) and its bridge no address on the host (``inhibit_ipv4``): without the
second, every service of the host would be one connection away, at the address of the bridge.
Docker's own DNS passes a step's lookups on to the sidecar. Daemons from 23.0.11, 25.0.5 and 26.0 to 26.1.2 refuse to
do so on internal networks (moby pull request 47538, put right by 47821).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.types import LogConfig, Mount

from buildcheck.engines.docker.attachment import Attachment
from buildcheck.engines.docker.labels import KIND
from buildcheck.engines.docker.network_log import NetworkLog
from buildcheck.engines.docker.network_policy import policy
from buildcheck.engines.docker.sidecar_source import sidecar_source
from buildcheck.errors import EngineError
from buildcheck.model.build import HostContact
from buildcheck.model.plan import HostRule, Network, Phase

WATCH_FOLDER = "/watch"
_INHIBIT_HOST = "com.docker.network.bridge.inhibit_ipv4"
_OUTSIDE_NETWORKS = ("bridge", "podman")
_READY_SECONDS = 30.0
_MEMORY = 256 * 1024**2
# No address of the sixth version: the bridge always has one, link-local, and through it the host could be reached.
_NO_IPV6 = {"net.ipv6.conf.all.disable_ipv6": "1", "net.ipv6.conf.default.disable_ipv6": "1"}


class Egress:
    """The internal network of a run and its sidecar; both are gone when it closes.

    ``watch`` maps names (as ``disk`` will use them) to Docker volumes whose size is to be measured. ``proxy`` is the
    URL of an HTTP proxy through which this site reaches the internet. ``start`` returns at once; everything else
    waits for the sidecar where it must.

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
    ) -> None:
        self._client = client
        self._image = image
        self._name = name
        self._labels = dict(labels)
        self._watch = dict(watch or {})
        self._proxy = _proxy_command(proxy) if proxy else None
        self._log = NetworkLog()
        self._replies = _Replies()
        self._objects: list[Any] = []
        self._attachment: Attachment | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="egress")
        self._started: Future[tuple[str, str]] | None = None
        self._host_reachable: Future[bool] | None = None

    def __enter__(self) -> Egress:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to make the network and the sidecar, in a thread; it takes about half a second."""
        if self._started is None:
            self._started = self._pool.submit(self._make)
            self._host_reachable = self._pool.submit(self._probe_host)

    def ready(self) -> tuple[str, str]:
        """Wait until the sidecar serves; give the network's name and the sidecar's address on it."""
        if self._started is None:
            self.start()
        assert self._started is not None
        try:
            return self._started.result()
        except (DockerException, OSError) as error:
            raise _broken("The network of the run could not be set up.", error) from error

    @property
    def network(self) -> str:
        """The name of the internal network."""
        return self.ready()[0]

    @property
    def address(self) -> str:
        """The sidecar's address on the internal network: the name server of every step."""
        return self.ready()[1]

    @property
    def host_reachable(self) -> bool:
        """Whether the daemon's host answers on the internal network (so that its services may be reached)."""
        self.ready()
        assert self._host_reachable is not None
        return self._host_reachable.result()

    def step_settings(self) -> dict[str, Any]:
        """Give the keyword arguments of ``containers.create`` that put a step on this network and nowhere else."""
        network, address = self.ready()
        return {
            "network": network,
            "dns": [address],
            "dns_search": ["."],
            "dns_opt": ["ndots:0", "timeout:3"],
            "sysctls": dict(_NO_IPV6),
        }

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
        """Give the bytes last measured in each watched volume, without waiting."""
        return self._log.disk()

    def disk_free(self) -> dict[str, int]:
        """Give the bytes that the file system of each watched volume has free, without waiting."""
        return self._log.disk_free()

    def errors(self) -> tuple[str, ...]:
        """Give the last errors that the sidecar met in itself: flaws of ours that it survived."""
        return self._log.errors()

    def close(self) -> None:
        """Remove the sidecar and the network. What can't be removed now is found by its labels later."""
        self._replies.fail("the run is over")
        self._pool.shutdown(wait=True)
        while self._objects:
            _remove(self._objects.pop())
        if self._attachment is not None:
            self._attachment.close()
            self._attachment = None

    def _make(self) -> tuple[str, str]:
        self._make_network()
        container = self._make_sidecar()
        self._attachment = Attachment(container, self._on_line, self._replies.fail)
        _connect_outside(self._client, container)
        container.start()
        container.reload()
        address = container.attrs["NetworkSettings"]["Networks"][self._name]["IPAddress"]
        self._ask({"do": "listen", "address": address, "proxy": self._proxy, "watch": sorted(self._folders())})
        return self._name, address

    def _make_network(self) -> None:
        network = self._client.networks.create(
            self._name,
            driver="bridge",
            internal=True,
            labels={**self._labels, KIND: "network"},
            options={_INHIBIT_HOST: "true"},
        )
        self._objects.append(network)

    def _make_sidecar(self) -> Any:
        container = self._client.containers.create(
            self._image,
            entrypoint=["node"],
            command=["-e", sidecar_source()],
            name=self._name,
            labels={**self._labels, KIND: "sidecar"},
            network=self._name,
            stdin_open=True,
            **_CONFINEMENT,
            # As root with this one capability, so that a build can't hide what it wrote from the disk meter (chmod 0).
            user="0:0",
            cap_add=["DAC_OVERRIDE"] if self._watch else [],
            mounts=[Mount(folder, self._watch[name], read_only=True) for folder, name in self._folders().items()],
        )
        self._objects.append(container)
        return container

    def _folders(self) -> dict[str, str]:
        return {f"{WATCH_FOLDER}/{name}": name for name in self._watch}

    def _probe_host(self) -> bool:
        assert self._started is not None
        if self._started.exception() is not None:
            return False
        pools = self._client.networks.get(self._name).attrs["IPAM"]["Config"] or []
        gateways = [each["Gateway"].split("/")[0] for each in pools if each.get("Gateway")]
        return any(bool(self._ask({"do": "probe", "gateway": each}).get("answers")) for each in gateways)

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
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
    "mem_limit": _MEMORY,
    "memswap_limit": _MEMORY,
    "pids_limit": 128,
    "auto_remove": True,
    "log_config": LogConfig(type="none"),
    "sysctls": {"net.ipv4.ip_unprivileged_port_start": "0", **_NO_IPV6},
}


def _connect_outside(client: docker.DockerClient, container: Any) -> None:
    """Join the daemon's default network, whose name is ``bridge`` with Docker and ``podman`` with Podman."""
    for name in _OUTSIDE_NETWORKS:
        try:
            client.networks.get(name).connect(container)
            return
        except NotFound:
            continue
    raise _broken("The daemon has no default network.", f"none of {', '.join(_OUTSIDE_NETWORKS)} exists")


def _remove(thing: Any) -> None:
    try:
        if hasattr(thing, "kill"):
            thing.remove(force=True, v=True)
        else:
            thing.remove()
    except APIError:
        pass  # its labels let the next run find and remove it


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
