"""Packages from a registry: a real HTTP server of our own, honest or not."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildcheck.engines import packages
from buildcheck.engines.packages import Registry
from buildcheck.errors import EngineError, TransientError
from tests.engines import parts

pytestmark = pytest.mark.usefixtures("machine")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't wait between the tries."""
    monkeypatch.setattr(packages, "PAUSE", 0)


def files(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_package_is_downloaded_once(registry: parts.Registry) -> None:
    first = Registry().provide("npm", "0.0.1")
    asked = len(registry.asked)
    assert list(files(first)) == ["bin/npm.js", "package.json"]
    assert Registry().provide("npm", "0.0.1") == first
    assert len(registry.asked) == asked == 2


def test_platform_packages_come_along_and_others_do_not(registry: parts.Registry) -> None:
    here = f"@tool/exe-{packages.platform_name()}"
    names = {here: "2.0.0", "@tool/exe-os2-s390": "2.0.0"}
    registry.add("tool", "1.0.0", parts.tarball({"package/a": b""}), optionalDependencies=names)
    registry.add(here, "2.0.0", parts.tarball({"package/bin/tool": b"x"}))
    assert list(files(Registry().provide("tool", "1.0.0"))) == ["a", f"node_modules/{here}/bin/tool"]


@pytest.mark.parametrize("integrity", ["sha512-AAAA", "", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="])
def test_a_package_that_is_not_what_was_promised_is_refused(registry: parts.Registry, integrity: str) -> None:
    registry.add("npm", "0.0.2", parts.NPM, integrity=integrity)
    for _ in range(2):
        with pytest.raises(EngineError, match="is not what it promised"):
            Registry().provide("npm", "0.0.2")


@pytest.mark.parametrize(("name", "version"), [("npm", "9.9.9"), ("not-there", "1.0.0")])
def test_what_does_not_exist_is_said_so(name: str, version: str) -> None:
    with pytest.raises(EngineError, match=f"has no {name}"):
        Registry().provide(name, version)


def test_trouble_that_passes_is_tried_again(registry: parts.Registry) -> None:
    registry.failures = 2
    assert Registry().provide("npm", "0.0.1").is_dir()
    registry.failures = 3
    registry.add("other", "1.0.0", parts.NPM)
    with pytest.raises(TransientError, match="it answered 503"):
        Registry().provide("other", "1.0.0")


def test_a_registry_that_does_not_answer_is_transient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILDCHECK_REGISTRY", "http://127.0.0.1:9")
    with pytest.raises(TransientError):
        Registry().provide("npm", "0.0.1")


def test_without_npm_the_plans_registry_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BUILDCHECK_REGISTRY")
    monkeypatch.setenv("PATH", "")
    assert Registry(("registry.example.test",)).url == "https://registry.example.test"
    with pytest.raises(EngineError, match="No package registry is known"):
        Registry().provide("npm", "0.0.1")


def test_an_npm_that_turns_up_later_names_the_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BUILDCHECK_REGISTRY")
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\ntest "$1.$2.$3" = config.get.registry && echo http://registry.example.test/\n')
    npm.chmod(0o755)
    found = Registry(("other.example.test",))
    found.npm = (str(npm),)
    assert found.url == "http://registry.example.test"


def test_unpacking_stays_inside(tmp_path: Path) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name in ("package/../../out", "package/ok", "/package/abs/../../x", "top"):
            tar.addfile(tarfile.TarInfo(name))
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo("package/link/passwd"))
    file.seek(0)
    packages.unpack(file, tmp_path / "a/b")
    assert list(files(tmp_path / "a")) == ["b/link/passwd", "b/ok"]
    assert not (tmp_path / "a/b/link").is_symlink()
