"""Files into the volumes of a run: a container that is created but never started carries them.

The daemon unpacks an archive into any created container with its volumes in place, so nothing has to run, no folder of
this machine is mounted, and a remote daemon works the same.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Mapping
from typing import Any

import docker
from docker.types import Mount

from buildcheck.engines import artefacts
from buildcheck.engines.archive import MTIME
from buildcheck.engines.docker.container import engine_trouble, remove
from buildcheck.engines.docker.views import UPPER, WORK
from buildcheck.errors import EngineError

PLACE = "carried"
OWNER = 10001


class Carrier:
    """The volumes of a run, by name, as folders that files can be put into."""

    def __init__(self, client: docker.DockerClient, image: str, volumes: Mapping[str, str], labels: dict[str, str]):
        with engine_trouble("preparing the volumes of the run"):
            self._container: Any = client.containers.create(
                image,
                command=["true"],
                entrypoint=[],
                network_mode="none",
                labels=labels,
                mounts=[Mount(f"/{PLACE}/{name}", volume) for name, volume in volumes.items()],
            )

    def own(self, *folders: str) -> None:
        """Make folders (``NAME`` or ``NAME/below``) that belong to the user of the steps; root keeps an overlay's
        work folder."""
        self._put("/", _folders(folders))

    def put(self, folder: str, archive: bytes | Iterable[bytes]) -> None:
        """Unpack a tar into ``folder``."""
        self._put(f"/{PLACE}/{folder}", archive)

    def read(self, path: str, most: int) -> bytes:
        """Give what lies at ``NAME/path``: the first ``most`` bytes of a regular file; nothing when there is none."""
        with engine_trouble("reading what the sandbox wrote"):
            try:
                chunks, _ = self._container.get_archive(f"/{PLACE}/{path}")
            except docker.errors.NotFound:
                return b""
            kept = artefacts.read(
                chunks, prefix=".", keep=lambda _: True, limits=artefacts.ArtefactLimits(count=1, kept=most)
            )
        return next(iter(kept.contents.values()), b"")

    def close(self) -> None:
        remove(self._container)

    def _put(self, path: str, archive: bytes | Iterable[bytes]) -> None:
        with engine_trouble("bringing files into the sandbox"):
            if not self._container.put_archive(path, archive):
                raise EngineError(
                    "The Docker engine did not take the project's files.",
                    why="Its disk may be full.",
                    do="Free space on the engine's disk (`buildcheck clean`, `docker system df`) and run again.",
                )


def layer_folders(name: str, *, overlay: bool) -> tuple[str, ...]:
    """Give the folders that a view's layer must have before it can be mounted."""
    return (f"{name}/{UPPER}", f"{name}/{WORK}") if overlay else (name,)


def files(contents: Mapping[str, bytes]) -> bytes:
    """Give a tar of files by path, owned by root, so that the user of the steps can't change them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, content in sorted(contents.items()):
            info = tarfile.TarInfo(path)
            info.size, info.mode, info.mtime = len(content), 0o644, MTIME
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _folders(names: Iterable[str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in names:
            info = tarfile.TarInfo(f"{PLACE}/{name}")
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, MTIME
            info.uid = info.gid = 0 if name.endswith(f"/{WORK}") else OWNER
            tar.addfile(info)
    return out.getvalue()
