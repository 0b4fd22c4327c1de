"""This machine's settings -> a connection to a daemon that speaks the Docker API, found as the docker CLI finds it.

The order is that of the CLI (docs.docker.com, "docker context", "Environment variables"): ``DOCKER_HOST``, then
``DOCKER_CONTEXT``, then the context chosen in ``config.json``; after those the sockets that rootless Docker, Docker
Desktop, Colima, Rancher Desktop, OrbStack and Podman open without telling the CLI.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import requests
from docker.context import ContextAPI

from buildcheck.errors import EngineError

CONNECT_SECONDS = 10
CALL_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Address:
    """Where a daemon may listen: its URL, where that came from, and whether the user named it."""

    url: str
    origin: str
    chosen: bool
    tls: Any = None


def addresses() -> Iterator[Address]:
    """Give the places to try, the user's own choice first; a choice of the user's ends the list."""
    host = os.environ.get("DOCKER_HOST")
    if host:
        yield Address(host, "DOCKER_HOST", True)
        return
    context = os.environ.get("DOCKER_CONTEXT") or None
    current: Any
    try:
        current = ContextAPI.get_context(context)
    except (docker.errors.DockerException, OSError, ValueError, KeyError) as error:
        raise _unreadable(context, str(error)) from error
    if current is None and context is not None:
        raise _unreadable(context, "there is none of that name")
    if current is not None and current.Host and current.Name != "default":
        yield Address(current.Host, f"Docker context {current.Name}", True, current.TLSConfig)
        return
    yield from (Address(url, origin, False) for url, origin in _sockets())


def _unreadable(context: str | None, reason: str) -> EngineError:
    return EngineError(
        f"The Docker context {context or 'in use'} can't be used: {reason}.",
        why="DOCKER_CONTEXT or the docker CLI's configuration names a context that is missing or damaged.",
        do="Run `docker context ls`, choose one with `docker context use`, or set DOCKER_HOST.",
    )


def _sockets() -> Iterator[tuple[str, str]]:
    if sys.platform == "win32":
        yield "npipe:////./pipe/docker_engine", "the default named pipe"
        return
    home = Path.home()
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    places = (
        (Path("/var/run/docker.sock"), "the default socket"),
        (runtime / "docker.sock", "rootless Docker"),
        (home / ".docker/run/docker.sock", "Docker Desktop"),
        (home / ".docker/desktop/docker.sock", "Docker Desktop"),
        (home / ".colima/default/docker.sock", "Colima"),
        (home / ".rd/docker.sock", "Rancher Desktop"),
        (home / ".orbstack/run/docker.sock", "OrbStack"),
        (runtime / "podman/podman.sock", "rootless Podman"),
        (Path("/run/podman/podman.sock"), "Podman"),
    )
    for path, origin in places:
        if path.exists():
            yield f"unix://{path}", origin


def connect() -> docker.DockerClient:
    """Give a client of the first daemon that answers.

    Raises:
        EngineError: none answers; it names every place that was tried and what was said there.
    """
    tried = []
    for address in addresses():
        try:
            return _open(address)
        except (docker.errors.DockerException, requests.RequestException, OSError) as error:
            tried.append(f"{address.origin} ({address.url}): {_reason(error)}")
    if not tried:
        raise EngineError(
            "No Docker engine was found.",
            why="Neither DOCKER_HOST nor a Docker context is set, and no daemon's socket exists.",
            do="Start Docker or Podman (`buildcheck doctor` shows what was looked at), or use `--engine local`.",
        )
    raise EngineError(
        f"No Docker engine answers: {'; '.join(tried)}.",
        why="The daemon is not running, or this user may not use its socket.",
        do="Start the daemon, or let this user use it (group `docker`), or use `--engine local`.",
    )


def _open(address: Address) -> docker.DockerClient:
    options: dict[str, Any] = {"base_url": address.url, "timeout": CONNECT_SECONDS, "version": "auto"}
    if address.origin == "DOCKER_HOST":
        client = docker.DockerClient.from_env(timeout=CONNECT_SECONDS, version="auto")
    elif address.url.startswith("ssh://"):
        client = docker.DockerClient(**options, use_ssh_client=True)
    else:
        client = docker.DockerClient(**options, tls=address.tls or False)
    client.ping()
    client.api.timeout = CALL_SECONDS
    return client


def _reason(error: Exception) -> str:
    text = str(error)
    for sign, words in (
        ("Permission denied", "permission denied"),
        ("PermissionError", "permission denied"),
        ("No such file", "no such socket"),
        ("FileNotFoundError", "no such socket"),
        ("Connection refused", "connection refused"),
        ("ConnectionRefusedError", "connection refused"),
        ("timed out", "no answer in time"),
    ):
        if sign in text:
            return words
    return text.splitlines()[0][:200] if text else type(error).__name__
