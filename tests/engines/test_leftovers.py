"""Nothing of ours outlives a run: ended at any moment and in any way, its containers, volumes and folders are gone when
it ends or, where it could not do that itself, when the next run begins."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docker
import pytest

from buildcheck.engines import runs
from buildcheck.engines.docker.engine import DockerEngine
from buildcheck.engines.docker.labels import KIND, OURS, OWNER, doomed, labels, reap
from buildcheck.engines.docker.ledger import Ledger
from tests.engines import parts
from tests.image import default_release

LOCK = '{"name":"left","lockfileVersion":3,"requires":true,"packages":{"":{"name":"left"}}}'
BUILD = "mkdir dist && head -c 1500000000 /dev/zero > dist/big && sleep 3"


def manifest(build: str) -> str:
    return json.dumps({"name": "left", "private": True, "scripts": {"build": build}})


def start(folder: Path, build: str) -> subprocess.Popen[str]:
    """Begin a verification in a process group of its own, as a shell does, with temporary files beside ``folder``."""
    parts.source(folder, {"package.json": manifest(build), "package-lock.json": LOCK})
    command = [sys.executable, "-m", "buildcheck", "verify", str(folder), "--engine", "docker", "--no-cache"]
    temporary = folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )


def owned(client: docker.DockerClient, pid: int) -> list[str]:
    """Name every object in the daemon that the process ``pid`` made, but for complete caches."""
    filters: dict[str, str | list[str] | bool] = {"label": OURS}
    found = [
        (each.name, each.labels) for each in client.containers.list(all=True, filters=filters, ignore_removed=True)
    ]
    found += [(each.name, each.attrs["Labels"]) for each in client.volumes.list(filters=filters)]
    found += [(each.name, each.attrs["Labels"]) for each in client.networks.list(filters=filters)]
    kept = DockerEngine().ledger().names()
    mine = [name for name, tags in found if tags.get(OWNER, "").split("/")[1:2] == [str(pid)]]
    return sorted(str(name) for name in mine if name not in kept)


def steps(client: docker.DockerClient, pid: int) -> list[str]:
    """Give the commands of the steps that the process ``pid`` runs now."""
    listed = client.containers.list(filters={"label": f"{KIND}=step"}, ignore_removed=True)
    mine = [each for each in listed if f"/{pid}/" in each.labels[OWNER]]
    return [" ".join(each.attrs["Config"]["Cmd"]) for each in mine]


def wait_for(process: subprocess.Popen[str], happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happens():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def next_run(folder: Path) -> None:
    """Begin and end a run of another project."""
    release = default_release()
    plan = parts.plan(release.version, parts.manager(version=release.npm))
    engine = DockerEngine()
    with engine.open(plan, parts.source(folder, {"package.json": "{}"}), {}, lambda event: None):
        pass
    engine.client().close()


@pytest.mark.engine
@pytest.mark.network
@pytest.mark.parametrize("moment", ["prepare", "npm ci", "npm rebuild", "npm run build", "collect"])
def test_a_killed_run_is_cleaned_up_by_the_next(
    engine_client: docker.DockerClient, tmp_path: Path, moment: str
) -> None:
    process = start(tmp_path / "killed", BUILD)

    def reached() -> bool:
        if moment == "prepare":
            return bool(owned(engine_client, process.pid))
        return any(moment in step for step in steps(engine_client, process.pid))

    if moment == "collect":
        wait_for(process, lambda: any("npm run build" in step for step in steps(engine_client, process.pid)))
        wait_for(process, lambda: not steps(engine_client, process.pid))
    else:
        wait_for(process, reached)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    next_run(tmp_path / "next")
    assert owned(engine_client, process.pid) == []
    assert [record for record in runs.abandoned() if record.pid == process.pid] == []
    assert [each.name for each in (tmp_path / "temporary").iterdir() if each.name.startswith("buildcheck")] == []


@pytest.mark.engine
@pytest.mark.network
@pytest.mark.parametrize(
    ("number", "group", "code"),
    [(signal.SIGINT, True, 130), (signal.SIGINT, False, 130), (signal.SIGTERM, False, 143)],
    ids=["Ctrl-C in a terminal", "SIGINT", "SIGTERM"],
)
def test_a_run_that_is_ended_cleans_up_itself(
    engine_client: docker.DockerClient, tmp_path: Path, number: signal.Signals, group: bool, code: int
) -> None:
    process = start(tmp_path / "ended", "sleep 4242")
    wait_for(process, lambda: any("npm run build" in step for step in steps(engine_client, process.pid)))
    if group:
        os.killpg(process.pid, number)
    else:
        os.kill(process.pid, number)
    shown, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert owned(engine_client, process.pid) == []
    assert shown == ""
    assert "no verdict" in told.splitlines()[-1]
    assert "Traceback" not in told


@pytest.mark.engine
@pytest.mark.network
def test_runs_of_the_same_project_leave_each_other_alone(engine_client: docker.DockerClient, tmp_path: Path) -> None:
    pair = [start(tmp_path / name, "sleep 2 && echo $RANDOM") for name in ("one", "two")]
    wait_for(pair[0], lambda: bool(steps(engine_client, pair[0].pid)))
    clean = subprocess.run([sys.executable, "-m", "buildcheck", "clean"], capture_output=True, text=True, check=True)
    for process in pair:
        shown, told = process.communicate(timeout=120)
        assert process.returncode == 0, shown + told + clean.stdout
        assert owned(engine_client, process.pid) == []


@pytest.mark.engine
def test_a_volume_that_another_run_fills_anew_is_left_alone(engine_client: docker.DockerClient, tmp_path: Path) -> None:
    """Its name is made of what it holds: between the list and the removal it may have got another owner."""
    tags = labels("killed", "tree")
    tags[OWNER] = tags[OWNER].rpartition("/")[0] + "/another start"
    ledger = Ledger(tmp_path, "test")
    volume = engine_client.volumes.create(f"buildcheck-tree-{ledger.cache}-test", labels=tags)
    try:
        with ledger.lock(volume.name):
            assert f"volume {volume.name}" not in reap(engine_client, ledger)
        ledger.complete(volume.name)
        assert f"volume {volume.name}" not in reap(engine_client, ledger)
        ledger.forget(volume.name)
        assert f"volume {volume.name}" not in reap(engine_client, Ledger(tmp_path / "of somebody else", "test"))
        assert f"volume {volume.name}" in reap(engine_client, ledger)
    finally:
        with contextlib.suppress(docker.errors.NotFound):
            volume.remove(force=True)


def test_everything_leaves_what_is_in_use() -> None:
    """``clean --all`` itself would remove the caches of whoever runs this test."""
    mine = labels("run", "step")
    dead = {**mine, OWNER: mine[OWNER].rpartition("/")[0] + "/another start"}
    elsewhere = {**mine, OWNER: "another-machine/1/start"}
    now = time.time()
    assert not doomed(mine, now, running=False, everything=True)
    assert doomed(dead, now, running=True, everything=False)
    assert doomed(elsewhere, now, running=False, everything=True)
    assert not doomed(elsewhere, now, running=True, everything=True)
    assert not doomed(elsewhere, now, running=False, everything=False)
    assert doomed(elsewhere, now - 2 * 24 * 3600, running=False, everything=False)
