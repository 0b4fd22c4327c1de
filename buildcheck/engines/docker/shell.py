"""A shell in a container of a run: keys or lines in, what it says out, by the Docker API alone."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import docker
import requests
from docker.utils.socket import SocketError, frames_iter

from buildcheck.engines.base import Terminal
from buildcheck.engines.docker.container import READY, Spec, engine_trouble, kill, secrets_line
from buildcheck.errors import EngineError

READY_SECONDS = 60
ANSWER_SECONDS = 0.1
# Without annotations in its stubs.
_frames: Any = frames_iter


def run(client: docker.DockerClient, container: Any, spec: Spec, terminal: Terminal) -> int:
    """Start a created container (`Spec.typed`), connect ``terminal`` with it until it ends, and give its exit code.

    Raises:
        EngineError: the daemon broke off, or the shell does not start.
    """
    with engine_trouble("opening a shell"):
        connection = container.attach_socket(params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        shell = _Shell(client, container, connection, terminal)
        try:
            container.start()
            shell.talk(secrets_line(spec.secrets))
            return int(container.wait(timeout=READY_SECONDS)["StatusCode"])
        finally:
            kill(container)
            shell.close()


class _Shell:
    def __init__(self, client: docker.DockerClient, container: Any, connection: Any, terminal: Terminal) -> None:
        self._client = client
        self._container = container
        self._connection = connection
        # docker-py gives an io object, a socket, or an SSH channel, depending on how the daemon is reached.
        self._raw = getattr(connection, "_sock", connection)
        self._terminal = terminal
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, name="shell-output", daemon=True)
        self._size = (0, 0)

    def talk(self, secrets: bytes) -> None:
        """Hand the secrets over, then pass everything on, both ways, until the shell ends."""
        self._reader.start()
        if not self._ready.wait(READY_SECONDS):
            raise EngineError(
                "The shell did not start.",
                why=f"The container said nothing for {READY_SECONDS} s.",
                do="Run `buildcheck doctor`, then try again.",
            )
        self._send(secrets)
        typing = True
        while self._reader.is_alive():
            self._fit()
            if not typing:
                self._reader.join(ANSWER_SECONDS)
                continue
            typed = self._terminal.read(ANSWER_SECONDS)
            if typed is not None:
                # Not every connection to a daemon can be closed in one direction: the end is said in words.
                typing = typed != b""
                self._send(typed or b"\nexit\n")

    def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(OSError):
            self._connection.close()
            self._raw.close()
        self._reader.join(1)

    def _read(self) -> None:
        waiting = b""
        with contextlib.suppress(OSError, SocketError, ValueError):
            for _, output in _frames(self._connection, tty=self._terminal.interactive):
                if self._ready.is_set():
                    self._terminal.write(bytes(output))
                    continue
                waiting += output
                _, said, rest = waiting.partition(READY)
                if said and b"\n" in rest:
                    self._ready.set()
                    self._terminal.write(rest.partition(b"\n")[2])

    def _send(self, typed: bytes) -> None:
        # A shell that has ended hears nothing: how it ended is read from the daemon.
        with contextlib.suppress(OSError):
            self._raw.sendall(typed)

    def _fit(self) -> None:
        """Tell the container how large the terminal is now."""
        size = self._terminal.size() if self._terminal.interactive else self._size
        if size != self._size:
            self._size = size
            with contextlib.suppress(docker.errors.APIError, requests.RequestException):
                self._client.api.resize(self._container.id, height=size[0], width=size[1])
