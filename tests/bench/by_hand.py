"""The same commands typed by hand: ``docker run`` with the same image, the default network, the source copied in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import docker

from buildcheck.engines import certificates
from buildcheck.engines.archive import stream_source
from buildcheck.engines.docker.carrier import files
from buildcheck.load import load

LABELS = {"buildcheck.test": "bench"}
CA = "/etc/bench-ca.pem"
INSTALL, BUILD = "npm ci --no-audit --no-fund", "npm run build"


class ByHand:
    """Containers of one image for one project."""

    def __init__(self, client: docker.DockerClient, image: str) -> None:
        self._client = client
        self._image = image

    def everything(self, project: Path) -> float:
        """Give the seconds from nothing to a built app: container, source, install with an empty cache, build."""
        started = time.monotonic()
        with self._container(self._image, f"{INSTALL} && {BUILD}", project) as container:
            _finish(container)
        return time.monotonic() - started

    def installed(self, project: Path) -> str:
        """Give an image in which the source lies and its packages are installed."""
        with self._container(self._image, INSTALL, project) as container:
            _finish(container)
            # The labels of the build image come along; without this, other runs would take it for one.
            return str(container.commit(conf={"Labels": {**LABELS, "buildcheck.image": "0"}}).id)

    def build_alone(self, installed: str) -> float:
        """Give the seconds of the build alone, as the daemon saw its process begin and end."""
        with self._container(installed, BUILD, None) as container:
            _finish(container)
            container.reload()
            state = container.attrs["State"]
        return _seconds(state["FinishedAt"]) - _seconds(state["StartedAt"])

    @contextmanager
    def _container(self, image: str, command: str, project: Path | None) -> Iterator[Any]:
        trusted = certificates.bundle(None)
        container = self._client.containers.create(
            image,
            command=["sh", "-c", command],
            working_dir="/work",
            entrypoint=[],
            labels=LABELS,
            environment={
                "CI": "true",
                "NEXT_TELEMETRY_DISABLED": "1",
                **(certificates.variables(CA) if trusted else {}),
            },
        )
        try:
            if project is not None:
                container.put_archive("/", files({CA[1:]: trusted[0] if trusted else b""}))
                with load(project, source="working-tree") as loaded:
                    container.put_archive("/work", stream_source(loaded.source))
            yield container
        finally:
            container.remove(force=True, v=True)


def _finish(container: Any) -> None:
    container.start()
    code = container.wait(timeout=1800)["StatusCode"]
    if code != 0:
        raise RuntimeError(f"by hand it ended with {code}:\n{container.logs().decode('utf-8', 'replace')[-3000:]}")


def _seconds(stamp: str) -> float:
    # datetime reads microseconds at most, Docker writes nanoseconds.
    return datetime.fromisoformat(f"{stamp[:26].rstrip('Z'):0<26}+00:00").timestamp()
