"""The run registry: only runs whose process is gone are abandoned."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from buildcheck.engines import runs

BEGIN = """
import sys
from buildcheck.engines import runs
run = runs.begin()
run.add_folder("/somewhere")
run.add_volume("half")
run.add_volume("whole")
run.done_volume("whole")
print(run.id, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_run_that_ends_leaves_no_record(cache: Path) -> None:
    with runs.begin() as run:
        run.add_folder("/somewhere")
        assert len(list((cache / "runs").iterdir())) == 1
        assert runs.abandoned() == ()
    assert list((cache / "runs").iterdir()) == []


def test_a_killed_run_is_abandoned_and_a_living_one_is_not() -> None:
    command = [sys.executable, "-c", BEGIN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert runs.abandoned() == ()
        process.kill()
    [record] = runs.abandoned()
    assert (record.id, record.folders, record.volumes) == (name, ("/somewhere",), ("half",))
    runs.forget(record)
    assert runs.abandoned() == ()


def test_a_process_id_that_is_used_again_is_told_apart(cache: Path) -> None:
    runs.begin()
    [path] = (cache / "runs").iterdir()
    record = msgspec.json.decode(path.read_bytes(), type=runs.RunRecord)
    assert record.pid == os.getpid()
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(record, process_started="another time")))
    assert [each.id for each in runs.abandoned()] == [record.id]


def test_records_of_other_machines_and_broken_files_are_left_alone(cache: Path) -> None:
    run = runs.begin()
    [path] = (cache / "runs").iterdir()
    record = msgspec.json.decode(path.read_bytes(), type=runs.RunRecord)
    other = msgspec.structs.replace(record, host="elsewhere", process_started="long ago")
    path.write_bytes(msgspec.json.encode(other))
    (cache / "runs/broken.json").write_bytes(b'{"id": 3')
    assert runs.abandoned() == ()
    assert sorted(each.name for each in (cache / "runs").iterdir()) == sorted([f"{run.id}.json", "broken.json"])
