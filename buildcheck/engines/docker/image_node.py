"""A Node version -> a tar of what goes over the Debian base: Node, its headers and its npm, in ``/usr/local``.

Both come from the npm registry by ``npm pack``, the ordinary client: it knows the user's registry, proxy, CA and
credentials (an air-gapped site has all four), and checks what it downloads. Node's package is checked once more
against the catalogue. ``BUILDCHECK_REGISTRY`` overrides the registry.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from buildcheck.engines.packages import REGISTRY_VARIABLE
from buildcheck.errors import BuildcheckError, EngineError, TransientError

TIMEOUT_SECONDS = 600
EXECUTABLE = 0o755
# npm gives these as codes of its errors (npm's own lib/utils/error-message.js).
NO_SUCH_VERSION = ("E404", "ETARGET", "ENOVERSIONS")
# The package holds OpenSSL's generated headers for every CPU, 34 MB; the official image keeps those of its own CPU
# only (nodejs/docker-node, Dockerfile template; nodejs/node#46451).
OPENSSL_ARCHES = {"x64": "linux-x86_64", "arm64": "linux-aarch64"}


def lacking() -> tuple[str, ...]:
    """Name what this machine lacks for fetching Node, in words; nothing when it can."""
    return () if shutil.which("npm") else ("the program npm (it downloads Node and npm from your registry)",)


def node_layer(folder: Path, version: str, npm: str, cpu: str, integrity: str | None) -> Path:
    """Download Node ``version`` and ``npm`` for ``cpu`` (``x64``, ``arm64``) to ``folder`` and give the tar of both.

    ``integrity`` is the Subresource Integrity that Node's package must have; without one the registry's own metadata,
    which npm checks, has to do.

    Raises:
        EngineError: the registry has no such version, or what it gave is not what the catalogue knows.
        TransientError: the registry did not answer.
    """
    node_package = _pack(folder, f"node-linux-{cpu}@{version}")
    if integrity is not None:
        _check(node_package, integrity)
    npm_package = _pack(folder, f"npm@{npm}")
    layer = folder / "layer.tar"
    with tarfile.open(layer, "w", format=tarfile.GNU_FORMAT) as out:
        _copy(node_package, out, "usr/local", ("bin", "include"), cpu)
        _copy(npm_package, out, "usr/local/lib/node_modules/npm", (), cpu)
        for name in ("npm", "npx"):
            out.addfile(_link(f"usr/local/bin/{name}", f"../lib/node_modules/npm/bin/{name}-cli.js"))
        out.addfile(_link("usr/local/bin/nodejs", "node"))
    return layer


def _pack(folder: Path, spec: str) -> Path:
    """Download a package into ``folder``, which no project's ``.npmrc`` applies to."""
    registry = os.environ.get(REGISTRY_VARIABLE)
    command = ["npm", "pack", spec, "--json", "--ignore-scripts", *([f"--registry={registry}"] if registry else [])]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _unreachable(spec, f"no end after {TIMEOUT_SECONDS} s") from error
    if run.returncode:
        raise _refusal(spec, run.stdout + run.stderr)
    return folder / str(json.loads(run.stdout)[0]["filename"])


def _refusal(spec: str, said: str) -> BuildcheckError:
    if any(code in said for code in NO_SUCH_VERSION):
        return EngineError(
            f"The npm registry has no {spec}.",
            why="This Node version was never published for this CPU, or the registry in use does not mirror it.",
            do="Choose another version with `--node`, or point npm at a registry that has it.",
        )
    lines = [line for line in said.splitlines() if "error" in line.lower()]
    return _unreachable(spec, " / ".join(lines[:3]))


def _unreachable(spec: str, said: str) -> TransientError:
    return TransientError(
        f"{spec} could not be downloaded from the npm registry: {said}",
        why="The registry does not answer, or refuses this machine.",
        do="Try again; `npm ping` shows whether npm reaches its registry.",
    )


def _check(package: Path, integrity: str) -> None:
    algorithm, _, expected = integrity.partition("-")
    with package.open("rb") as stream:
        digest = hashlib.file_digest(stream, algorithm).digest()
    if base64.b64encode(digest).decode() != expected:
        raise EngineError(
            f"{package.name} is not the file that the catalogue knows: its {algorithm} differs.",
            why="The registry serves an altered package, or the catalogue is wrong.",
            do="Don't use this registry before you know why; `npm config get registry` names it.",
        )


def _kept(inner: str, tops: tuple[str, ...], cpu: str) -> bool:
    archs = "include/node/openssl/archs/"
    if inner.startswith(archs):
        return inner.startswith(f"{archs}{OPENSSL_ARCHES[cpu]}/")
    return not tops or inner.partition("/")[0] in tops


def _copy(package: Path, out: tarfile.TarFile, to: str, tops: tuple[str, ...], cpu: str) -> None:
    """Copy the files below ``tops`` (all when empty) of an npm package to the folder ``to``, owned by root.

    Only regular files are taken, npm packages hold nothing else; folders are written first, so that no daemon has to
    choose their modes.
    """
    with tarfile.open(package, "r:gz") as source:
        folders: set[PurePosixPath] = set()
        for member in source:
            _, _, inner = member.name.partition("/")
            if not member.isreg() or ".." in inner.split("/") or not _kept(inner, tops, cpu):
                continue
            path = PurePosixPath(to, inner)
            for parent in sorted({*path.parents} - folders - {PurePosixPath(".")}):
                folders.add(parent)
                out.addfile(_entry(str(parent), tarfile.DIRTYPE, EXECUTABLE))
            entry = _entry(str(path), tarfile.REGTYPE, EXECUTABLE if member.mode & 0o111 else 0o644)
            entry.size = member.size
            out.addfile(entry, source.extractfile(member))


def _link(path: str, target: str) -> tarfile.TarInfo:
    entry = _entry(path, tarfile.SYMTYPE, 0o777)
    entry.linkname = target
    return entry


def _entry(path: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type = kind
    entry.mode = mode
    return entry
