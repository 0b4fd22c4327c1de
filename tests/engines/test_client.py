"""The daemon is found where the docker CLI finds it. Each case runs in a process and a home of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

LIST = """
import json
from buildcheck.engines.docker.client import addresses
print(json.dumps([[each.url, each.origin, each.chosen] for each in addresses()]))
"""
CONNECT = """
from buildcheck.engines.docker.client import connect
from buildcheck.errors import EngineError
try:
    connect()
except EngineError as error:
    print(error.what)
"""


def run(script: str, home: Path, **environment: str) -> str:
    clean = {"PATH": os.environ["PATH"], "HOME": str(home), "DOCKER_CONFIG": str(home / ".docker"), **environment}
    done = subprocess.run([sys.executable, "-c", script], env=clean, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def add_context(home: Path, name: str, host: str, *, current: bool) -> None:
    """Write a context as `docker context create` does (docs.docker.com, "docker context")."""
    folder = home / ".docker" / "contexts" / "meta" / sha256(name.encode()).hexdigest()
    folder.mkdir(parents=True)
    endpoint = {"Host": host, "SkipTLSVerify": False}
    (folder / "meta.json").write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}))
    config = {"currentContext": name} if current else {}
    (home / ".docker" / "config.json").write_text(json.dumps(config))


def test_docker_host_is_the_only_place_when_it_is_set(tmp_path: Path) -> None:
    add_context(tmp_path, "other", "unix:///elsewhere.sock", current=True)
    found = json.loads(run(LIST, tmp_path, DOCKER_HOST="tcp://192.0.2.1:2375"))
    assert found == [["tcp://192.0.2.1:2375", "DOCKER_HOST", True]]


def test_the_context_in_use_comes_before_sockets(tmp_path: Path) -> None:
    add_context(tmp_path, "mine", "unix:///mine.sock", current=True)
    assert json.loads(run(LIST, tmp_path)) == [["unix:///mine.sock", "Docker context mine", True]]


def test_docker_context_names_one_that_is_not_in_use(tmp_path: Path) -> None:
    add_context(tmp_path, "mine", "unix:///mine.sock", current=False)
    assert json.loads(run(LIST, tmp_path, DOCKER_CONTEXT="mine"))[0][0] == "unix:///mine.sock"


def test_rootless_sockets_are_found_without_being_named(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "run" / "docker.sock"))
        found = json.loads(run(LIST, tmp_path, XDG_RUNTIME_DIR=str(tmp_path / "run")))
    assert [f"unix://{tmp_path}/run/docker.sock", "rootless Docker", False] in found


def test_what_was_tried_is_named_with_the_reason(tmp_path: Path) -> None:
    said = run(CONNECT, tmp_path, DOCKER_HOST="tcp://127.0.0.1:1")
    assert said == "No Docker engine answers: DOCKER_HOST (tcp://127.0.0.1:1): connection refused."
    said = run(CONNECT, tmp_path, DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert "no such socket" in said


def test_a_context_that_does_not_exist_is_an_error_that_says_so(tmp_path: Path) -> None:
    assert "missing" in run(CONNECT, tmp_path, DOCKER_CONTEXT="missing")
