"""Answers of earlier runs, by what decided them: an unchanged project is answered without a build, and says so.

Written by this process alone, on this machine, from a finished report; nothing of a project ever writes here.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from buildcheck.caches import cache_folder, keep_youngest, own_code
from buildcheck.errors import EngineError
from buildcheck.model.report import Report
from buildcheck.model.value import Value

KEPT_SECONDS = 7 * 24 * 3600
MOST = 200


class Kept(Value, frozen=True, kw_only=True):
    """A kept answer with the parts of its key (name to digest) and the time of its making (seconds since the epoch)."""

    parts: dict[str, str]
    made: float
    report: Report


def plain_bytes(value: Any) -> bytes:
    """Give a value of the model as ASCII JSON. Paths may hold bytes that were not UTF-8 (PEP 383), which msgspec's own
    JSON refuses."""
    return json.dumps(msgspec.to_builtins(value, order="deterministic")).encode()


def key_parts(**inputs: bytes) -> dict[str, str]:
    """Give the digests of all that decides an answer: the caller's ``inputs``, and this version of our own code.

    They are keyed by a random number of this cache: a short secret could be guessed from a plain digest on disk.
    """
    key = _key()
    parts = {name: hmac.new(key, value, sha256).hexdigest()[:32] for name, value in inputs.items()}
    return parts | {"buildcheck": own_code()}


def find(parts: Mapping[str, str]) -> Report | None:
    """Give the answer that was made from the same inputs within the last week, marked as kept; None without one."""
    kept = _read(_file(parts))
    if kept is None or kept.parts != dict(parts) or not 0 <= time.time() - kept.made <= KEPT_SECONDS:
        return None
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(kept.made))
    return msgspec.structs.replace(kept.report, cached=f"nothing changed since the build of {when}")


def about(project: str, *, source: bytes) -> Report | None:
    """Give the last kept answer about the folder ``project``, whatever it was asked, if its ``source`` (as given to
    `key_parts`) and our own code are still the same; None without one."""
    try:
        parts = _last_parts(project)
        same = key_parts(source=source)
        return find(parts) if same.items() <= parts.items() else None
    except (OSError, EngineError):
        return None


def keep(project: str, parts: Mapping[str, str], report: Report) -> None:
    """Keep an answer. ``project`` is the absolute folder that it is about. Where nothing can be written, nothing is
    kept."""
    content = plain_bytes(Kept(parts=dict(parts), made=time.time(), report=report))
    try:
        _file(parts).write_bytes(content)
        _last(project).write_bytes(msgspec.json.encode(dict(parts)))
        keep_youngest(_folder(), "*.json", MOST)
    except OSError:
        return


def changed(project: str, parts: Mapping[str, str]) -> tuple[str, ...]:
    """Name the inputs that changed since the last kept answer about ``project``; empty when there is none."""
    before = _last_parts(project)
    return tuple(name for name in parts if before.get(name) != parts[name]) if before else ()


def forget_all() -> int:
    """Remove every kept answer and say how many there were."""
    files = list(_folder().glob("*.json"))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _key() -> bytes:
    """Give the random key of this cache, made at its first use; for its owner's eyes only."""
    file = _folder() / "key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return file.read_bytes()


def _folder() -> Path:
    folder = cache_folder() / "results"
    folder.mkdir(exist_ok=True)
    return folder


def _file(parts: Mapping[str, str]) -> Path:
    return _folder() / f"{sha256(repr(sorted(parts.items())).encode()).hexdigest()[:40]}.json"


def _last(project: str) -> Path:
    folder = _folder() / "last"
    folder.mkdir(exist_ok=True)
    return folder / f"{sha256(project.encode('utf-8', 'surrogateescape')).hexdigest()[:40]}.json"


def _last_parts(project: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(_last(project).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def _read(path: Path) -> Kept | None:
    try:
        return msgspec.convert(json.loads(path.read_bytes()), Kept)
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
