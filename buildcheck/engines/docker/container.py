"""One step -> one container: created with every control set, watched, ended in time, and always removed."""

from __future__ import annotations

import contextlib
import shlex
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import docker
import requests
from docker.types import LogConfig, Mount, Ulimit

from buildcheck.engines.log import LogBuffer
from buildcheck.errors import EngineError
from buildcheck.model.build import Outcome

USER = "10001:10001"
KILLED = 137
POLL_SECONDS = 0.2
# Secrets come by standard input, as a line of words for the shell: what is in a container's settings can be inspected
# by everyone who may use the daemon, and lies on its disk. The command itself gets an empty standard input. A line and
# not all of the input, because not every connection to a daemon can be closed in one direction.
WITH_SECRETS = 'read -r line; eval "set -- $(echo "$line" | base64 -d) \\"\\$@\\""; exec env -- "$@" < /dev/null 2>&1'
# The same for a shell, which goes on reading from there. A terminal would show the secrets as they are typed, and takes
# no line of more than 4,096 bytes (termios(3), canonical mode), so both are switched off until they are in.
READY = b"buildcheck is ready"
TYPED = (
    f'stty -echo -icanon 2>/dev/null; echo "{READY.decode()}"; read -r line; stty sane 2>/dev/null; '
    'eval "set -- $(echo "$line" | base64 -d) \\"\\$@\\""; exec env -- "$@" 2>&1'
)
# Both streams through one pipe: a daemon reads two in any order, and what stands before an error explains it.
ONE_STREAM = 'exec "$@" 2>&1'


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A container to run project code in, in the engine's own terms. Sizes in bytes; ``network`` are the settings that
    put it on the run's network and nowhere else. ``secrets`` are variables that are in none of its settings.
    ``typed``: its commands come by standard input (``shell``), from a terminal or not."""

    image: str
    argv: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]
    mounts: tuple[Mount, ...]
    labels: Mapping[str, str]
    memory: int
    processes: int
    temporary: int
    network: Mapping[str, Any]
    tmpfs: str
    home: str
    init: bool
    ulimits: tuple[Ulimit, ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    runtime: str | None = None
    typed: Literal["terminal", "text"] | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a container ended: ``exit_code`` is ``None`` when we ended it, for the reason that ``outcome`` gives."""

    exit_code: int | None
    outcome: Outcome
    seconds: float
    detail: str | None = None


@dataclass(slots=True)
class Watchdog:
    """What ends a step from outside: its time, its output, and a question asked now and then (the disk)."""

    seconds: float
    output: int
    over: Callable[[], tuple[Outcome, str] | None]
    started: float = field(default_factory=time.monotonic)

    def verdict(self, log: LogBuffer) -> tuple[Outcome, str] | None:
        """Give the outcome that ends the step now, with the words for it, or None."""
        if time.monotonic() - self.started > self.seconds:
            return "timed-out", f"ended after the limit of {self.seconds:.0f} s"
        if log.over(self.output):
            return "output-limit", f"ended after more than {self.output // 1024**2} MiB of output"
        return self.over()


def create(client: docker.DockerClient, spec: Spec) -> Any:
    """Create (not start) the container of a step. The controls are those of the design's "Engines" section.

    Raises:
        EngineError: the daemon refused.
    """
    scratch = f"{spec.tmpfs},size={spec.temporary}"
    options: dict[str, Any] = {"runtime": spec.runtime} if spec.runtime else {}
    with engine_trouble("creating the container of a step"):
        return client.containers.create(
            spec.image,
            command=["sh", "-c", _opening(spec), "sh", *spec.argv],
            entrypoint=[],
            working_dir=spec.cwd,
            environment=dict(spec.env),
            user=USER,
            labels=dict(spec.labels),
            mounts=list(spec.mounts),
            tmpfs=dict.fromkeys(("/tmp", spec.home), scratch),
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges:true"],
            mem_limit=spec.memory,
            memswap_limit=spec.memory,
            pids_limit=spec.processes,
            ulimits=list(spec.ulimits),
            ipc_mode="private",
            init=spec.init,
            stdin_open=bool(spec.secrets) or spec.typed is not None,
            tty=spec.typed == "terminal",
            log_config=LogConfig(type="none"),
            **spec.network,
            **options,
        )


def _opening(spec: Spec) -> str:
    if spec.typed is not None:
        return TYPED
    return WITH_SECRETS if spec.secrets else ONE_STREAM


def run(
    container: Any,
    log: LogBuffer,
    watchdog: Watchdog,
    on_line: Callable[[str], None],
    *,
    tells_memory: bool,
    secrets: Mapping[str, str] | None = None,
) -> Ended:
    """Start a created container, follow it to its end, and say how it ended. The container still exists afterwards.

    ``tells_memory`` is whether the daemon tells that a container was killed for its memory; ``secrets`` are those of
    its `Spec`.

    Raises:
        EngineError: the daemon broke off.
    """
    with engine_trouble("starting a step"):
        stdin = _open_stdin(container) if secrets else None
        stream = _start(container)
        _hand_over(stdin, secrets or {})
    watchdog.started = started = time.monotonic()
    reader = threading.Thread(target=_pump, args=(stream, log), daemon=True)
    reader.start()
    try:
        stopped = _follow(container, reader, log, watchdog, on_line)
    finally:
        _close(stream)
        _close_stdin(stdin)
    seconds = time.monotonic() - started
    with engine_trouble("reading how a step ended"):
        exit_code = int(container.wait(timeout=60)["StatusCode"])
        container.reload()
    state = container.attrs["State"]
    if stopped is not None:
        return Ended(None, stopped[0], seconds, stopped[1])
    if exit_code == 0:
        return Ended(0, "ok", seconds)
    # Podman on the first version of control groups does not say it, but nothing else kills a step unasked there.
    if state.get("OOMKilled") or (exit_code == KILLED and not tells_memory):
        return Ended(None if exit_code == KILLED else exit_code, "out-of-memory", seconds)
    return Ended(exit_code, "failed", seconds)


def _open_stdin(container: Any) -> Any:
    return container.attach_socket(params={"stdin": 1, "stream": 1})


def _hand_over(stdin: Any, secrets: Mapping[str, str]) -> None:
    """Send the secrets. The connection stays open until the step ends: a daemon may drop what one that closes holds."""
    if stdin is None:
        return
    raw = getattr(stdin, "_sock", stdin)
    # A container that is gone already needs no secrets: how it ended is read from the daemon.
    with contextlib.suppress(OSError):
        raw.sendall(secrets_line(secrets))


def secrets_line(secrets: Mapping[str, str]) -> bytes:
    """Give the line that a container's opening reads."""
    words = " ".join(shlex.quote(f"{name}={value}") for name, value in secrets.items())
    return b64encode(words.encode("utf-8", "surrogateescape")) + b"\n"


def _close_stdin(stdin: Any) -> None:
    if stdin is not None:
        # Taken first: an io object forgets its socket when it closes, and leaves it open.
        raw = getattr(stdin, "_sock", stdin)
        with contextlib.suppress(OSError):
            stdin.close()
            raw.close()


def _start(container: Any) -> Any:
    """Start the container and give the stream of its output."""
    stream = container.attach(stdout=True, stderr=True, stream=True, logs=False)
    try:
        container.start()
    except docker.errors.DockerException:
        _close(stream)
        raise
    return stream


def _pump(stream: Any, log: LogBuffer) -> None:
    # The connection may break off when the container is killed: the outcome is read from the daemon, not from here.
    with contextlib.suppress(OSError, requests.RequestException, docker.errors.DockerException, ValueError):
        for chunk in stream:
            log.add(chunk)


def _close(stream: Any) -> None:
    # The stream closes its socket only when the other end has not done so before; the response always lets go of it.
    with contextlib.suppress(OSError, ValueError, docker.errors.DockerException):
        stream.close()
    stream._response.close()


def _follow(
    container: Any, reader: threading.Thread, log: LogBuffer, watchdog: Watchdog, on_line: Callable[[str], None]
) -> tuple[Outcome, str] | None:
    shown = ""
    while True:
        reader.join(POLL_SECONDS)
        line = log.last_line()
        if line and line != shown:
            shown = line
            on_line(line)
        if not reader.is_alive():
            # A step may close its output and live on: it is still watched.
            if not _is_running(container):
                return None
            time.sleep(POLL_SECONDS)
        stopped = watchdog.verdict(log)
        if stopped is not None:
            kill(container)
            reader.join(10)
            return stopped


def _is_running(container: Any) -> bool:
    with engine_trouble("asking whether a step runs"):
        container.reload()
    return bool(container.attrs["State"]["Running"])


def kill(container: Any) -> None:
    """End a container at once; it is no error when it has ended already."""
    with contextlib.suppress(docker.errors.APIError):
        container.kill()


def remove(container: Any) -> None:
    """Remove a container in whatever state it is; it is no error when it is gone."""
    with contextlib.suppress(docker.errors.APIError, requests.RequestException):
        container.remove(force=True, v=True)


@contextlib.contextmanager
def engine_trouble(doing: str) -> Iterator[None]:
    """Turn the SDK's errors into ours, with what was being done.

    Raises:
        EngineError: for every error of the daemon or of the connection to it.
    """
    try:
        yield
    except (docker.errors.DockerException, requests.RequestException) as error:
        explanation = getattr(error, "explanation", None) or str(error)
        raise EngineError(
            f"The Docker engine failed while {doing}: {str(explanation).strip()[:500]}",
            why="The daemon stopped, its disk is full, or it refuses something that this run needs.",
            do="Run `buildcheck doctor`; if the daemon is healthy, run again and report this if it stays.",
        ) from error
