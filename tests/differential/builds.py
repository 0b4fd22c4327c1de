"""Cases x a version of Next -> what its real builds say, in a container without a network.

The packages are installed once for each version, by this machine's npm and without their scripts, and mounted
read-only: `next build` runs in ``/work`` with its own ``node_modules``, as in any project.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import docker
import msgspec

from buildcheck.engines.docker import images
from buildcheck.survey.next.manifests import MANIFESTS
from tests.differential.case import Case, project_files
from tests.differential.targets import Target

HERE = Path(__file__).parent
NODE = "22.21.1"
"""A Node that every target supports."""
SECONDS = 120
"""The most that a build may take; one takes two to twenty seconds."""
LABELS = {"buildcheck.test": "1"}
_WARMING = Case(
    name="",
    files=dict.fromkeys(
        (
            "app/layout.js",
            "app/page.js",
            "app/api/route.js",
            "app/icon.js",
            "pages/a.js",
            "pages/api/b.js",
            "middleware.js",
        )
    ),
)
"""What has a part of each kind, so that its cache has all of Next's own modules."""
_CACHED = {"next.config.js": "module.exports = { experimental: { turbopackFileSystemCacheForBuild: true } };"}
"""Turbopack keeps a cache between builds only when it is asked to, since 16.1."""


class Raw(msgspec.Struct, frozen=True, kw_only=True, rename={"timed_out": "timedOut"}):
    """A build as it was seen: exit code (``None``: ended by a signal), the end of its output, its manifests."""

    case: str
    code: int | None
    timed_out: bool
    seconds: float
    output: str
    manifests: dict[str, str]


def install(target: Target, folder: Path) -> Path:
    """Give a folder with the installed packages of ``target``, below ``folder``.

    Raises:
        subprocess.CalledProcessError: npm could not install them.
    """
    place = folder / target.version
    if (place / "installed").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    (place / "package.json").write_text('{ "private": true }')
    packages = [f"next@{target.version}", f"react@{target.react}", f"react-dom@{target.react}"]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--os=linux", "--libc=glibc"]
    subprocess.run(["npm", "install", *options, *packages], cwd=place, check=True, capture_output=True)
    (place / "installed").touch()
    return place


def build(client: docker.DockerClient, target: Target, cases: Iterable[Case], installed: Path) -> Iterator[Raw]:
    """Build each case and give what happened, one by one. ``installed`` is a folder of `install`.

    Raises:
        docker.errors.DockerException: the engine broke.
    """
    with TemporaryDirectory(prefix="buildcheck-judge-") as name:
        judge = Path(name)
        for each in ("builds.cjs", "shortcuts.cjs"):
            shutil.copy(HERE / each, judge)
        orders = [_order(each, target) for each in (_WARMING, *cases)]
        (judge / "cases.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in orders))
        container = client.containers.run(
            images.ensure(client, NODE, "full", lambda event: None).reference,
            ["node", "/judge/builds.cjs", json.dumps({"manifests": MANIFESTS, "seconds": SECONDS})],
            detach=True,
            labels=LABELS,
            network_mode="none",
            mem_limit="4g",
            tmpfs={"/work": "exec,size=1g"},
            volumes={
                name: {"bind": "/judge", "mode": "ro"},
                str(installed / "node_modules"): {"bind": "/work/node_modules", "mode": "ro"},
            },
            environment={
                "CI": "1",
                "NEXT_TELEMETRY_DISABLED": "1",
                "NODE_COMPILE_CACHE": "/tmp/compiled",
                "NODE_OPTIONS": "--require=/judge/shortcuts.cjs",
            },
        )
        try:
            yield from _results(container.logs(stream=True, follow=True, stdout=True, stderr=False))
        finally:
            container.remove(force=True, v=True)


def _order(case: Case, target: Target) -> dict[str, object]:
    contents = project_files(case, target)
    if target.caches and not any("next.config." in path for path in contents):
        contents |= {path: text.encode() for path, text in _CACHED.items()}
    files = {path: b64encode(data).decode() for path, data in contents.items()}
    return {"case": case.name, "cwd": case.app, "arguments": target.command.split()[2:], "files": files}


def _results(pieces: Iterable[bytes]) -> Iterator[Raw]:
    """Lines may be cut anywhere in the stream."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (msgspec.json.decode(line, type=Raw) for line in lines)
