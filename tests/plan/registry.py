"""A registry on this machine with one package, ``dep``, whose install scripts say that they ran; and the managers."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NODE = "22.23.3"
EVENTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
LOG = (
    "require('fs').appendFileSync(process.env.SCRIPT_LOG,"
    " process.argv[2] + ':' + process.env.npm_lifecycle_event + '\\n')\n"
)


def scripts(name: str, *events: str) -> dict[str, str]:
    """Give scripts that write a line each."""
    return dict.fromkeys(events, f"node log.js {name}")


def _tarball() -> bytes:
    manifest = {"name": "dep", "version": "1.0.0", "scripts": scripts("dep", "preinstall", "install", "postinstall")}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in (("package.json", json.dumps(manifest)), ("log.js", LOG)):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


@contextmanager
def serve() -> Iterator[str]:
    """Serve the registry; give its address, without a final slash."""
    tarball = _tarball()
    manifest = {"name": "dep", "version": "1.0.0", "scripts": scripts("dep", "preinstall", "install", "postinstall")}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"http://{self.headers['Host']}"
            digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
            dist = {
                "tarball": f"{base}/dep/-/dep-1.0.0.tgz",
                "integrity": f"sha512-{digest}",
                "shasum": hashlib.sha1(tarball).hexdigest(),
            }
            version = {**manifest, "dist": dist, "hasInstallScript": True}
            packument = {
                "name": "dep",
                "dist-tags": {"latest": "1.0.0"},
                "versions": {"1.0.0": version},
                "time": dict.fromkeys(("created", "modified", "1.0.0"), "2020-01-01T00:00:00.000Z"),
                "modified": "2020-01-01T00:00:00.000Z",
            }
            found = {"/dep": json.dumps(packument).encode(), "/dep/-/dep-1.0.0.tgz": tarball}.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json" if self.path == "/dep" else "application/octet-stream")
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def install_tool(folder: Path, package: str, version: str) -> Path:
    """Install a program from the npm registry and give the folder that holds its commands."""
    target = folder / f"{package.replace('/', '-')}-{version}"
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(target), f"{package}@{version}"]
    subprocess.run(command, check=True, capture_output=True)
    own = target / "node_modules" / package / "bin"
    return own if package.startswith("node-linux") else target / "node_modules" / ".bin"
