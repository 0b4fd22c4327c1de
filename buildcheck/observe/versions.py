"""Versions of programs: from the files beside them, and only where there are none from the program itself."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from buildcheck.load.regular_file import read_bytes, read_text

SECONDS = 1.5
_VERSION = re.compile(r"v?(\d{1,5}\.\d{1,5}\.\d{1,5}(?:[-+][0-9A-Za-z.-]{1,60})?)")
_DEFINED = re.compile(r"^#define NODE_(MAJOR|MINOR|PATCH)_VERSION (\d+)", re.MULTILINE)
_IN_PATH = re.compile(r"[/@]v?(\d+\.\d+\.\d+)/")
_LEVELS = 4


class Read(NamedTuple):
    """A version, and the file that states it (``None``: the program was asked)."""

    version: str | None
    file: Path | None = None


class Stated(msgspec.Struct):
    """What a package.json says of itself, as far as it is of the type that it should be."""

    name: str | None = None
    version: str | None = None
    bin: str | dict[str, str] | None = None


def plain(text: str) -> str | None:
    """Give the version that ``text`` is, without a leading ``v``."""
    match = _VERSION.fullmatch(text.strip())
    return match[1] if match else None


def stated(folder: Path) -> Stated | None:
    """Give what the package.json in ``folder`` says; ``None`` where there is none."""
    content = read_bytes(folder / "package.json")
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=Stated)
    except (msgspec.DecodeError, RecursionError):
        return None


def package_around(file: Path) -> tuple[Path, Stated] | None:
    """Give the package that ``file`` is part of: the nearest named package.json above it."""
    for folder in list(file.parents)[:_LEVELS]:
        found = stated(folder)
        if found is not None and found.name:
            return folder, found
    return None


def of_node(file: Path) -> Read:
    """Give the version of the Node at ``file`` (links resolved): its headers state it, or the folder that it is in."""
    header = file.parent.parent / "include/node/node_version.h"
    parts = dict(_DEFINED.findall(read_text(header) or ""))
    if len(parts) == 3:
        return Read(".".join(parts[each] for each in ("MAJOR", "MINOR", "PATCH")), header)
    if match := _IN_PATH.search(file.as_posix()):
        return Read(match[1], file.parent)
    return ask(file)


def of_package(file: Path, names: frozenset[str]) -> Read:
    """Give the version of the package around ``file`` if it is one of ``names``, else what the program says."""
    found = package_around(file)
    if found is not None and found[1].name in names and found[1].version:
        return Read(plain(found[1].version), found[0] / "package.json")
    return ask(file)


def ask(file: Path) -> Read:
    """Run ``file --version`` in an empty folder, with no variable but a PATH of the system and its own folder."""
    with tempfile.TemporaryDirectory(prefix="buildcheck-") as empty:
        env = {"PATH": os.pathsep.join([str(file.parent), *_system_folders()]), "HOME": empty}
        env |= {name: os.environ[name] for name in ("SystemRoot",) if name in os.environ}
        try:
            done = subprocess.run(
                [str(file), "--version"],
                cwd=empty,
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return Read(None)
    lines = done.stdout[:1024].decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    return Read(plain(lines[0]) if lines else None)


def _system_folders() -> Iterator[str]:
    yield from (each for each in os.defpath.split(os.pathsep) if os.path.isabs(each))
