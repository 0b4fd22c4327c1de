"""The run registry: what each run made that must not outlive it, so that the next run can find and remove it.

One JSON file per run in ``<cache>/runs``, written before a thing is made and removed when the run ends. A record whose
process is gone is what a killed run left behind.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from buildcheck.caches import cache_folder
from buildcheck.model.value import Value


class RunRecord(Value, frozen=True, kw_only=True):
    """What a run made. ``pid`` and ``process_started`` (an opaque text that differs when a process id is used again)
    name its process, ``host`` the machine that both belong to; ``folders`` are absolute paths of temporary folders,
    ``volumes`` Docker volumes that it was still filling."""

    id: str
    pid: int
    process_started: str
    host: str
    began: str
    folders: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()


class Run:
    """A run of ours while it lasts. A context manager: leaving it removes the record, and not what it names."""

    def __init__(self, record: RunRecord) -> None:
        self._record = record

    @property
    def id(self) -> str:
        return self._record.id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        forget(self._record)

    def add_folder(self, path: str | Path) -> None:
        """Note a temporary folder (absolute), before it is made."""
        self._change(folders=(*self._record.folders, str(path)))

    def done_folder(self, path: str | Path) -> None:
        """Note that a temporary folder is gone."""
        self._change(folders=tuple(each for each in self._record.folders if each != str(path)))

    def add_volume(self, name: str) -> None:
        """Note a Docker volume, before it is made."""
        self._change(volumes=(*self._record.volumes, name))

    def done_volume(self, name: str) -> None:
        """Note that a Docker volume is complete, or gone."""
        self._change(volumes=tuple(each for each in self._record.volumes if each != name))

    def _change(self, **fields: tuple[str, ...]) -> None:
        self._record = msgspec.structs.replace(self._record, **fields)
        _write(self._record)


def begin() -> Run:
    """Begin a run of this process.

    Raises:
        OSError: the cache folder can't be written.
    """
    record = RunRecord(
        id=uuid.uuid4().hex[:12],
        pid=os.getpid(),
        process_started=_process_started(os.getpid()) or "",
        host=_host(),
        began=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    _write(record)
    return Run(record)


def abandoned() -> tuple[RunRecord, ...]:
    """Give the records of this machine whose process is gone, the oldest first. Files that can't be read are not ours
    to judge and stay."""
    return tuple(each for each in _recorded() if not _alive(each))


def living() -> tuple[RunRecord, ...]:
    """Give the records of this machine's runs that are under way, the oldest first."""
    return tuple(each for each in _recorded() if _alive(each))


def _recorded() -> list[RunRecord]:
    records = (_read(path) for path in _folder().glob("*.json"))
    return sorted((each for each in records if each is not None and each.host == _host()), key=lambda each: each.began)


def forget(record: RunRecord) -> None:
    """Remove a record; call it when all that it names is gone. No error when it is missing."""
    _path(record).unlink(missing_ok=True)


def owner() -> str:
    """Name this process for labels of things outside this machine's files: ``host/pid/start``."""
    return f"{_host()}/{os.getpid()}/{_process_started(os.getpid()) or ''}"


def abandoned_owner(text: str) -> bool | None:
    """Say whether the process that `owner` named is gone; ``None`` when it belongs to another machine."""
    host, _, process = text.partition("/")
    pid, _, started = process.partition("/")
    if host != _host() or not pid.isdigit():
        return None
    return _process_started(int(pid)) != started


def _alive(record: RunRecord) -> bool:
    return _process_started(record.pid) == record.process_started


def _process_started(pid: int) -> str | None:
    """Give a text that names the start of process ``pid``; ``None`` when there is no such process.

    Linux counts in clock ticks since boot (proc(5), field 22), so the boot's id belongs to it; elsewhere ``ps`` tells.
    A process that has ended and waits for its parent (a zombie) is gone.
    """
    if sys.platform == "win32":
        return _started_on_windows(pid)
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C", "TZ": "UTC"})
    return listed.stdout.strip() or None


def _started_on_windows(pid: int) -> str | None:
    query = f"(Get-Process -Id {pid} -ErrorAction SilentlyContinue).StartTime.ToFileTimeUtc()"
    command = ["powershell", "-NoProfile", "-Command", query]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None


def _host() -> str:
    """Name the machine: a cache folder may be shared by several (a home on a network, a CI cache). A container has its
    own process ids and its own host name."""
    return socket.gethostname()


def _folder() -> Path:
    folder = cache_folder() / "runs"
    folder.mkdir(exist_ok=True)
    return folder


def _path(record: RunRecord) -> Path:
    return _folder() / f"{record.id}.json"


def _write(record: RunRecord) -> None:
    """Replace the file in one step: a kill in the middle must not leave half a record."""
    handle, temporary = tempfile.mkstemp(dir=_folder(), prefix=".", suffix=".tmp")
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.encode(record))
    os.replace(temporary, _path(record))


def _read(path: Path) -> RunRecord | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunRecord)
    except (OSError, msgspec.DecodeError):
        return None
