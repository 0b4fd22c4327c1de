"""A package of the npm registry, in exactly one version -> a folder with its files, downloaded once and checked.

This is how Node and the package managers come to the local engine: neither needs npm, and neither runs a script. What
npm would do for packages without dependencies of their own is done here: the packument names the tarball and its
SHA-512, and platform packages among the optional dependencies are put into ``node_modules``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import platform
import shutil
import ssl
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from buildcheck.caches import cache_folder
from buildcheck.errors import EngineError, TransientError

REGISTRY_VARIABLE = "BUILDCHECK_REGISTRY"
TRIES = 3
PAUSE = 1.0
"""Tries to download something, and seconds between them (more each time)."""

_ABBREVIATED = "application/vnd.npm.install-v1+json"
_LARGEST = 1024**3
_TIMEOUT = 30


def platform_name() -> str:
    """Give this platform as npm names it, like ``linux-x64`` or ``darwin-arm64``."""
    system = {"win32": "win32", "darwin": "darwin"}.get(sys.platform, "linux")
    machine = platform.machine().lower()
    cpu = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(machine, machine)
    return f"{system}-{cpu}"


def find_registry(npm: tuple[str, ...] | None, known: tuple[str, ...]) -> str:
    """Give the URL of the registry: ``BUILDCHECK_REGISTRY``, else what npm (the command to start it) is set to on this
    machine, else the first of ``known`` (hosts that the plan knows).

    Raises:
        EngineError: nothing names a registry.
    """
    url = os.environ.get(REGISTRY_VARIABLE) or _npm_registry(npm) or next((f"https://{host}" for host in known), None)
    if url is None:
        raise EngineError(
            "No package registry is known.",
            why="npm is not installed here, and the project names no registry.",
            do=f"Set {REGISTRY_VARIABLE} to the URL of your npm registry.",
        )
    return url.rstrip("/")


def installed_npm() -> tuple[str, ...] | None:
    """Give the command that starts this machine's npm."""
    npm = shutil.which("npm")
    return (npm,) if npm else None


def _npm_registry(npm: tuple[str, ...] | None) -> str | None:
    """Ask npm, outside of any project: its user's configuration counts here, and not the project's."""
    if npm is None:
        return None
    command = [*npm, "config", "get", "registry"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cache_folder(), timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    answer = asked.stdout.strip()
    return answer if answer.startswith(("http://", "https://")) else None


class Registry:
    """The registry of this machine, or the first of ``known`` (host names); ``certificates`` (PEM) are trusted besides
    the system's own. It is looked for when something has to be downloaded, and not before: asking npm takes time.
    ``npm`` is the command to ask; set it when an npm turns up."""

    def __init__(self, known: tuple[str, ...] = (), certificates: bytes | None = None) -> None:
        self.npm = installed_npm()
        self._known = known
        self._certificates = certificates

    @cached_property
    def url(self) -> str:
        return find_registry(self.npm, self._known)

    def provide(self, name: str, version: str) -> Path:
        """Give the folder of ``name`` in exactly ``version``, from the cache or downloaded into it.

        Raises:
            EngineError: the registry has no such version, or what it gave is damaged.
            TransientError: the registry can't be reached.
        """
        from filelock import FileLock

        folder = self.place(name, version)
        new = folder.with_name(f"{folder.name}.new")
        with FileLock(f"{folder}.lock"):
            if not folder.is_dir():
                shutil.rmtree(new, ignore_errors=True)
                self._install(name, version, new)
                os.replace(new, folder)
        return folder

    def place(self, name: str, version: str) -> Path:
        """Give the folder where `provide` puts a package; it exists only when the package is complete."""
        packages = cache_folder() / "packages"
        packages.mkdir(exist_ok=True)
        return packages / f"{name.replace('/', '+')}-{version}-{platform_name()}"

    def _install(self, name: str, version: str, folder: Path) -> None:
        manifest = self._manifest(name, version)
        self._unpack(f"{name}@{version}", manifest, folder)
        for other, wanted in manifest.get("optionalDependencies", {}).items():
            if f"{platform_name()}/" in f"{other}/" or other.endswith(f"{platform_name()}-baseline"):
                self._unpack(f"{other}@{wanted}", self._manifest(other, wanted), folder / "node_modules" / other)

    def _manifest(self, name: str, version: str) -> dict[str, Any]:
        packument = json.loads(self._get(f"{self.url}/{urllib.parse.quote(name, safe='@')}", name, _ABBREVIATED))
        found: dict[str, Any] | None = packument.get("versions", {}).get(version)
        if found is None:
            raise _missing(f"{name}@{version}")
        return found

    def _unpack(self, what: str, manifest: dict[str, Any], folder: Path) -> None:
        content = self._get(manifest["dist"]["tarball"], what)
        _check(what, content, manifest["dist"].get("integrity", ""))
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.seek(0)
            unpack(file, folder)

    def _get(self, url: str, what: str, accept: str = "*/*") -> bytes:
        """Download ``url``; trouble that may pass is tried again."""
        request = urllib.request.Request(url, headers={"Accept": accept})
        context = ssl.create_default_context()
        if self._certificates is not None:
            context.load_verify_locations(cadata=self._certificates.decode("ascii", "ignore"))
        reason = ""
        for attempt in range(TRIES):
            time.sleep(attempt * PAUSE)
            try:
                with urllib.request.urlopen(request, timeout=_TIMEOUT, context=context) as answer:
                    content: bytes = answer.read(_LARGEST)
                    return content
            except urllib.error.HTTPError as error:
                if error.code == 404:
                    raise _missing(what) from error
                reason = f"it answered {error.code}"
            except OSError as error:
                reason = str(error)
        raise TransientError(
            f"{what} could not be downloaded from {self.url}: {reason}.",
            why="The package registry can't be reached from here, or is in trouble.",
            do=f"Try again later, or set {REGISTRY_VARIABLE} to a registry that answers.",
        )


def unpack(file: IO[bytes], folder: Path) -> None:
    """Unpack an npm tarball: regular files only, without their first folder, as npm does (it drops links)."""
    with tarfile.open(fileobj=file, mode="r:gz") as tar:
        for member in tar:
            parts = member.name.split("/")[1:]
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or not parts or any(part in ("", ".", "..") or "\\" in part for part in parts):
                continue
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                shutil.copyfileobj(content, out)
            path.chmod(0o755 if member.mode & 0o111 else 0o644)


def _check(what: str, content: bytes, integrity: str) -> None:
    """Compare with the SHA-512 of the packument (Subresource Integrity, one or more hashes separated by blanks)."""
    actual = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if actual not in integrity.split():
        raise EngineError(
            f"What the registry gave as {what} is not what it promised.",
            why=f"Its packument says {integrity or 'nothing'}, the file has {actual}: it was damaged or changed.",
            do="Try again; if it stays, ask who runs the registry or the proxy in between.",
        )


def _missing(what: str) -> EngineError:
    return EngineError(
        f"The registry has no {what}.",
        why="This version was never published there, or not for this platform.",
        do="Correct the version that the project asks for.",
    )
