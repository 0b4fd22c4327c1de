"""Small plans and sources for the engines' tests, and a package registry of our own."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from buildcheck.model.plan import Choice, Limits, Manager, Network, Phase, Plan, ScriptPolicy, Step
from buildcheck.model.project import Entry, Source

MIB = 1024**2


def source(root: Path, files: dict[str, str]) -> Source:
    """Write the files and give them as a source."""
    entries = []
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
        entries.append(Entry(path=path, kind="file", size=len(text.encode())))
    return Source(kind="folder", root=str(root), entries=tuple(entries))


def step(script: str, phase: Phase = "build", *, seconds: int = 60, **env: str) -> Step:
    """A step that is a line of shell."""
    return Step(phase=phase, name=phase, argv=("sh", "-c", script), cwd=".", env=env, timeout_seconds=seconds)


def plan(
    node: str,
    manager: Manager,
    *,
    fetch_inputs: tuple[str, ...] = ("package.json",),
    environment: dict[str, str] | None = None,
    limits: Limits | None = None,
) -> Plan:
    """A plan without steps: tests run their own in its sandbox."""
    yes = Choice(value="yes", reason="a test")
    return Plan(
        node=Choice(value=node, reason="a test"),
        variant=Choice(value="full", reason="a test"),
        manager=manager,
        install_root=".",
        app=".",
        fetch_inputs=fetch_inputs,
        reusable_tree=Choice(value="no", reason="a test"),
        install=yes,
        build=yes,
        steps=(),
        scripts=ScriptPolicy(default="run", reason="a test"),
        environment=environment or {},
        environment_choice=Choice(value="none", reason="a test"),
        network=Network(mode="none", registries=()),
        limits=limits or Limits(memory=1024 * MIB),
    )


def manager(name: Literal["npm", "bun"] = "npm", version: str = "0.0.1", package: str | None = None) -> Manager:
    return Manager(name=name, version=version, package=package or name, reason="a test")


def tarball(files: dict[str, bytes]) -> bytes:
    """An npm tarball: everything below ``package/``, gzipped."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


class Registry:
    """An npm registry in a thread; ``packages`` may be changed while it runs. ``asked`` are the paths asked for."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.tarballs: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.failures = 0
        self.url = ""

    def add(self, name: str, version: str, content: bytes, **manifest: Any) -> None:
        """Publish a tarball; ``integrity=`` overrides the true one."""
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        path = f"{name}/-/{version}.tgz"
        dist = {"tarball": f"{self.url}/{path}", "integrity": manifest.pop("integrity", f"sha512-{digest}")}
        document = self.documents.setdefault(f"/{name.replace('/', '%2F')}", {"name": name, "versions": {}})
        document["versions"][version] = {"name": name, "version": version, "dist": dist, **manifest}
        self.tarballs[f"/{path}"] = content

    def answer(self, path: str) -> bytes | int:
        """Give the body for a path, or a status."""
        self.asked.append(path)
        if self.failures:
            self.failures -= 1
            return 503
        if path in self.files:
            return self.files[path]
        if path in self.documents:
            return json.dumps(self.documents[path]).encode()
        return self.tarballs.get(path, 404)


@contextmanager
def serving() -> Iterator[Registry]:
    """Serve a registry on this machine's loopback."""
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = registry.answer(self.path)
            self.send_response(body if isinstance(body, int) else 200)
            self.end_headers()
            if isinstance(body, bytes):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NPM = tarball(
    {
        "package/package.json": json.dumps({"name": "npm", "bin": {"npm": "bin/npm.js"}}).encode(),
        "package/bin/npm.js": b"#!/usr/bin/env node\nconsole.log('a small npm on ' + process.version)\n",
    }
)
