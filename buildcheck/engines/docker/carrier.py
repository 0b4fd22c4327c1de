"""Files into the volumes of a run: a container that is created but never started carries them.

The daemon unpacks an archive into any created container with its volumes in place, so nothing has to run, no folder of
this machine is mounted, and a remote daemon works the same.
"""

from __future__ import annotations

import contextlib
import io
import tarfile
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import docker
from docker.types import Mount

from buildcheck.engines import artefacts
from buildcheck.engines.archive import MTIME
from buildcheck.engines.base import Collected
from buildcheck.engines.docker import chore
from buildcheck.engines.docker.container import engine_trouble, remove
from buildcheck.engines.docker.daemon import Daemon
from buildcheck.engines.docker.views import UPPER, WORK
from buildcheck.errors import EngineError

PLACE = "carried"
OWNER = 10001
RETRY_SECONDS = 0.5


class Carrier:
    """The volumes of a run, by name, as folders that files can be put into."""

    def __init__(
        self,
        client: docker.DockerClient,
        daemon: Daemon,
        *,
        image: str,
        volumes: Mapping[str, str],
        labels: Mapping[str, str],
    ) -> None:
        mounts = [Mount(f"/{PLACE}/{name}", volume) for name, volume in volumes.items()]
        self._chore = partial(chore.run, client, daemon, image=image, mounts=mounts, labels=labels)
        self._starts = daemon.product == "Podman"
        with engine_trouble("preparing the volumes of the run"):
            self._container: Any = client.containers.create(
                image,
                command=["true"],
                entrypoint=[],
                network_mode="none",
                labels=dict(labels),
                mounts=mounts,
            )

    def own(self, *folders: str) -> None:
        """Make folders (``NAME`` or ``NAME/below``) that belong to the user of the steps; root keeps an overlay's
        work folder."""
        if not self._starts:
            self._put("/", _folders(folders))
            return
        # Podman unpacks an archive into a volume only when the path that is given lies in it, so it can't be told the
        # owner of the volume's own folder that way.
        places = {owner: [f"/{PLACE}/{name}" for name in folders if _owner(name) == owner] for owner in (0, OWNER)}
        script = "; ".join(
            f"mkdir -p {' '.join(names)} && chown {owner}:{owner} {' '.join(names)}"
            for owner, names in places.items()
            if names
        )
        with engine_trouble("preparing the volumes of the run"):
            self._chore(command=["sh", "-ec", script])

    def put(self, folder: str, archive: Callable[[], bytes | Iterable[bytes]]) -> None:
        """Unpack a tar into ``folder``. ``archive`` makes it: it is asked twice where the daemon fails at first (Podman
        does at times, while it mounts the same volume for another container)."""
        path = f"/{PLACE}/{folder}"
        try:
            self._put(path, archive())
        except EngineError as error:
            if not _is_the_daemons(error.__cause__):
                raise
            time.sleep(RETRY_SECONDS)
            self._put(path, archive())

    def read(self, path: str, most: int) -> bytes:
        """Give the regular file at ``NAME/path``; nothing when there is none, or one of more than ``most`` bytes."""
        limits = artefacts.ArtefactLimits(count=1, file=most, kept=most, total=most + 64 * 1024)
        kept = self.collect(path, limits=limits, keep=lambda _: True)
        return next(iter(kept.contents.values()), b"")

    def collect(self, path: str, **options: Any) -> Collected:
        """Read what lies at ``NAME/path``, as hostile; ``options`` are those of `artefacts.read`. Nothing when there
        is nothing."""
        parent = path.partition("/")[2].rpartition("/")[0] or "."
        with engine_trouble("reading what the sandbox wrote"):
            try:
                chunks, _ = self._container.get_archive(f"/{PLACE}/{path}", chunk_size=1024 * 1024)
            except docker.errors.NotFound:
                return Collected(artefacts=())
            # Closed, because the daemon keeps the container locked while it waits for us to read on.
            with contextlib.closing(chunks):
                return artefacts.read(chunks, **{"prefix": parent, **options})

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


def _is_the_daemons(cause: BaseException | None) -> bool:
    return isinstance(cause, docker.errors.APIError) and cause.is_server_error()


def layer_folders(name: str, *, overlay: bool) -> tuple[str, ...]:
    """Give the folders that a view's layer must have before it can be mounted."""
    return (f"{name}/{UPPER}", f"{name}/{WORK}") if overlay else (name,)


def files(contents: Mapping[str, bytes], *, owner: int = 0) -> bytes:
    """Give a tar of files by path, and of the folders on the way to them. What belongs to root can't be changed by the
    user of the steps."""
    out = io.BytesIO()
    folders = {str(parent) for path in contents for parent in PurePosixPath(path).parents} - {"."}
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path in sorted({*contents, *folders}):
            content = contents.get(path)
            info = tarfile.TarInfo(path)
            info.uid = info.gid = owner
            info.mtime = MTIME
            if content is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(info)
            else:
                info.size, info.mode = len(content), 0o644
                tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _owner(folder: str) -> int:
    return 0 if folder.endswith(f"/{WORK}") else OWNER


def _folders(names: Iterable[str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name in names:
            info = tarfile.TarInfo(f"{PLACE}/{name}")
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, MTIME
            info.uid = info.gid = _owner(name)
            tar.addfile(info)
    return out.getvalue()
