"""A registry on this machine with a few small packages: enough for every kind of requirement that a lockfile holds."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

_PACKAGES: dict[str, dict[str, dict[str, Any]]] = {
    "a": {"1.0.0": {}, "1.1.0": {}, "2.0.0": {}},
    "b": {"1.0.0": {"dependencies": {"a": "^1.0.0"}}, "1.2.0": {"dependencies": {"a": "^1.0.0"}}},
    "peer": {"1.0.0": {"peerDependencies": {"a": "^1.0.0"}}, "2.0.0": {"peerDependencies": {"a": "^2.0.0"}}},
    "maybe": {
        "1.0.0": {"peerDependencies": {"a": "^1.0.0"}, "peerDependenciesMeta": {"a": {"optional": True}}},
    },
    "deep": {"1.0.0": {"dependencies": {"b": "^1.0.0", "a": "^2.0.0"}}},
    "@s/e": {"1.0.0": {}, "1.5.0": {}, "2.0.0-beta.1": {}},
    "native": {
        version: {
            "optionalDependencies": dict.fromkeys(
                ("native-linux", "native-darwin", "native-win32", "native-wasm"), "1.0.0"
            )
        }
        for version in ("1.0.0", "2.0.0")
    },
    "native-linux": {"1.0.0": {"os": ["linux"], "cpu": ["x64"]}},
    "native-darwin": {"1.0.0": {"os": ["darwin"], "cpu": ["arm64"]}},
    "native-win32": {"1.0.0": {"os": ["win32"], "cpu": ["x64"]}},
    "native-wasm": {
        "1.0.0": {
            "cpu": ["wasm32"],
            "dependencies": {"helper": "^1.0.0"},
            "peerDependencies": {"core": "^1.0.0"},
        }
    },
    "core": {"1.0.0": {}},
    "helper": {"1.0.0": {}},
}


@cache
def _tarball(name: str, version: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        text = json.dumps({"name": name, "version": version, **_PACKAGES[name][version]}).encode()
        member = tarfile.TarInfo("package/package.json")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    # Without a time of making, so that lockfiles recorded anew differ only where their manager does.
    return gzip.compress(buffer.getvalue(), mtime=0)


def _version(name: str, version: str, base: str) -> dict[str, Any]:
    content = _tarball(name, version)
    file = f"{name.rpartition('/')[2]}-{version}.tgz"
    dist = {
        "tarball": f"{base}/{name}/-/{file}",
        "integrity": f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}",
        "shasum": hashlib.sha1(content).hexdigest(),
    }
    return {"name": name, "version": version, **_PACKAGES[name][version], "dist": dist}


def _packument(name: str, base: str) -> bytes:
    versions = {version: _version(name, version, base) for version in _PACKAGES[name]}
    stable = [each for each in versions if "-" not in each]
    time = dict.fromkeys(("created", "modified", *versions), "2020-01-01T00:00:00.000Z")
    tags = {"latest": stable[-1], "next": next(reversed(versions))}
    return json.dumps(
        {"name": name, "dist-tags": tags, "versions": versions, "time": time, "modified": time["modified"]}
    ).encode()


def _answer(path: str, base: str) -> bytes | None:
    name, _, file = unquote(path).lstrip("/").partition("/-/")
    if name not in _PACKAGES:
        return None
    if not file:
        return _packument(name, base)
    version = file.removeprefix(f"{name.rpartition('/')[2]}-").removesuffix(".tgz")
    return _tarball(name, version) if version in _PACKAGES[name] else None


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = _answer(self.path, f"http://{self.headers['Host']}")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/octet-stream" if "/-/" in self.path else "application/json")
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[str]:
    """Serve the registry; give its address, without a final slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
