"""The planned version of Node on this machine: a version in, a program and where it came from out.

The first that works of: the Node that is installed here, if it is of the same minor version; nodeenv, which unpacks the
official archive from its mirror; the registry's binary package for this platform, where no mirror answers.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from buildcheck.caches import cache_folder
from buildcheck.engines.packages import Registry, platform_name
from buildcheck.errors import EngineError

MIRROR_VARIABLE = "BUILDCHECK_NODE_MIRROR"
USUAL_MIRROR = "https://nodejs.org/download/release"
"""What nodeenv uses when no other is named."""

_CONNECT = 3
_INSTALL = 600


@dataclass(frozen=True, slots=True)
class Node:
    """``program`` is absolute; ``origin`` says in words where it came from and which version it is."""

    program: Path
    origin: str

    def npm(self) -> tuple[str, ...] | None:
        """Give the command that starts the npm beside this Node; the registry's package of Node has none."""
        npm = self.program.parent / "npm"
        return (str(self.program), str(npm.resolve())) if os.name == "posix" and npm.exists() else None


def provide(wanted: str, registry: Registry) -> Node:
    """Give Node in the version ``wanted`` (``22.21.1``, with or without a leading ``v``).

    Raises:
        EngineError: this version exists nowhere for this platform, or does not run here.
        TransientError: neither a mirror nor the registry can be reached.
    """
    version = wanted.removeprefix("v")
    found = _installed(version) or _kept(version)
    if found is None and not registry.place(_package(), version).is_dir():
        found = _from_mirror(version)
    return found or _from_registry(version, registry)


def _installed(wanted: str) -> Node | None:
    """Give the Node of this machine: patch releases of one minor version differ in repairs only."""
    found = shutil.which("node")
    version = _version(Path(found)) if found else None
    if found is None or version is None or version.split(".")[:2] != wanted.split(".")[:2]:
        return None
    return Node(Path(found).resolve(), f"Node {version} as installed on this machine")


def _kept(version: str) -> Node | None:
    program = _program(_folder(version))
    return Node(program, f"Node {version} from nodeenv") if program.exists() else None


def _from_mirror(version: str) -> Node | None:
    """Let nodeenv install Node, in a process of its own because it changes its caller's state."""
    mirror = os.environ.get(MIRROR_VARIABLE)
    if not re.fullmatch(r"\d+\.\d+\.\d+", version) or not _answers(mirror or USUAL_MIRROR):
        return None
    from filelock import FileLock

    folder = _folder(version)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(f"{folder.name}.new")
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            shutil.rmtree(new, ignore_errors=True)
            if not _run_nodeenv(version, mirror, new):
                shutil.rmtree(new, ignore_errors=True)
                return None
            os.replace(new, folder)
    return _kept(version)


def _run_nodeenv(version: str, mirror: str | None, folder: Path) -> bool:
    command = [sys.executable, "-m", "nodeenv", "--prebuilt", "--node", version]
    command += ["--mirror", mirror] if mirror else []
    try:
        done = subprocess.run([*command, str(folder)], capture_output=True, check=False, timeout=_INSTALL)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and _version(_program(folder)) == version


def _from_registry(version: str, registry: Registry) -> Node:
    package = _package()
    program = _program(registry.provide(package, version))
    if _version(program) != version:
        raise EngineError(
            f"Node {version} does not run on this machine.",
            why=f"{package}@{version} is installed, and starting it does not work (another C library, perhaps).",
            do=f"Install Node {version}, name a mirror that has it in {MIRROR_VARIABLE}, or use `--engine docker`.",
        )
    return Node(program, f"Node {version} from the registry's {package}")


def _package() -> str:
    return f"node-{platform_name().replace('win32', 'win')}"


def _folder(version: str) -> Path:
    return cache_folder() / "node" / f"{version}-{platform_name()}"


def _program(folder: Path) -> Path:
    if sys.platform == "win32":
        return next((each for each in folder.rglob("node.exe")), folder / "node.exe")
    return folder / "bin" / "node"


def _version(program: Path) -> str | None:
    """Ask a Node for its version, without the ``v``; ``None`` when it can't be run."""
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, env={}, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip().removeprefix("v") if asked.returncode == 0 else None


def _answers(url: str) -> bool:
    """Say quickly whether anything listens there: nodeenv itself waits long for a mirror that does not answer."""
    parts = urllib.parse.urlsplit(url)
    if parts.hostname is None:
        return False
    port = parts.port or (80 if parts.scheme == "http" else 443)
    try:
        with socket.create_connection((parts.hostname, port), _CONNECT):
            return True
    except OSError:
        return False
