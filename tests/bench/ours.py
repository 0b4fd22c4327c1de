"""buildcheck as a user starts it: a project in, seconds out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker

from buildcheck.engines.docker.opening import DOWNLOADS

PATIENCE = 300
"""Seconds to wait for a cache that other runs use."""

PROGRAM = Path(sys.executable).with_name("buildcheck")


@dataclass(frozen=True)
class Timed:
    """One run: its seconds on the clock, those of its steps, and whether the tree and the answer were kept ones."""

    seconds: float
    steps: float
    tree: str
    kept: bool


def verify(project: Path, report: Path, *options: str) -> Timed:
    """Verify ``project``; it must pass."""
    command = [
        str(PROGRAM),
        "verify",
        "--engine",
        "docker",
        "--quiet",
        f"--format=json={report}",
        *options,
        str(project),
    ]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode != 0:
        raise RuntimeError(f"buildcheck ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    data: dict[str, Any] = json.loads(report.read_text("utf-8"))
    build = data["builds"][0]
    steps = sum(step["seconds"] for step in build["steps"])
    return Timed(seconds, steps, build["tree"], data.get("cached") is not None)


def help_text() -> float:
    """Give the seconds of ``buildcheck --help``."""
    started = time.monotonic()
    subprocess.run([PROGRAM, "--help"], check=True, capture_output=True)
    return time.monotonic() - started


def forget_downloads(client: docker.DockerClient) -> None:
    """Empty npm's download cache, once no other run uses it.

    Raises:
        RuntimeError: it is in use for too long; cold figures would be warm ones.
    """
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            client.volumes.get(DOWNLOADS).remove()
        except docker.errors.NotFound:
            return
        except docker.errors.APIError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Other runs use npm's download cache all the time: measure on a quiet machine.")
