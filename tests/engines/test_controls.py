"""Each control of a step, asserted on a running container: what code in it sees, and what the daemon says of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docker
import msgspec
import pytest

from buildcheck.engines import runs
from buildcheck.engines.base import Event
from buildcheck.engines.docker.engine import DockerEngine
from buildcheck.engines.docker.labels import KIND, OWNER
from buildcheck.model.plan import Limits, Network, NetworkMode, Phase
from tests.engines import parts
from tests.engines.parts import MIB
from tests.image import default_release

pytestmark = [pytest.mark.engine, pytest.mark.network]

LOOK = (Path(__file__).parent / "look_around.cjs").read_text("utf-8")
VALUES = {"API_KEY": "a-secret value\nof 'two' $(lines)", "PORT_TOKEN": "0123456789"}
CREDENTIALS = {"NPM_TOKEN": "credential-1"}
LIMITS = Limits(memory=700 * MIB, processes=300, temporary=32 * MIB)
PHASES: tuple[Phase, ...] = ("fetch", "scripts", "build")
MODES: tuple[NetworkMode, ...] = ("known", "open")

Looks = dict[tuple[Phase, NetworkMode], tuple[dict[str, Any], dict[str, Any]]]


class Inspector:
    """Watches a run: inspects the container of each step while it runs."""

    def __init__(self, client: docker.DockerClient) -> None:
        self._client = client
        self.found: list[dict[str, Any]] = []

    def __call__(self, event: Event) -> None:
        if event.kind == "line" and event.text == "begun":
            labels: dict[str, str | list[str] | bool] = {"label": [f"{KIND}=step", f"{OWNER}={runs.owner()}"]}
            (container,) = self._client.containers.list(filters=labels)
            self.found.append(container.attrs)


@pytest.fixture(scope="module")
def looks(engine_client: docker.DockerClient, tmp_path_factory: pytest.TempPathFactory) -> Looks:
    """What a step of each phase saw, and what the daemon said of its container meanwhile."""
    found: Looks = {}
    release = default_release()
    for mode in MODES:
        source = parts.source(tmp_path_factory.mktemp(mode), {"look.cjs": LOOK})
        plan = parts.plan(
            release.version, parts.manager(version=release.npm), limits=LIMITS, fetch_inputs=("look.cjs",)
        )
        plan = msgspec.structs.replace(plan, network=Network(mode=mode, registries=()))
        inspector = Inspector(engine_client)
        engine = DockerEngine(credentials=CREDENTIALS)
        with engine.open(plan, source, VALUES, inspector) as sandbox:
            for phase in PHASES:
                run = sandbox.run(parts.step("echo begun; sleep 1; node look.cjs > seen; cat seen", phase))
                assert run.outcome == "ok", run.log
                found[phase, mode] = (json.loads(run.log.partition("begun\n")[2]), inspector.found[-1])
        engine.client().close()
    return found


@pytest.fixture(params=[(phase, mode) for mode in MODES for phase in PHASES], ids="-".join)
def look(request: pytest.FixtureRequest, looks: Looks) -> tuple[dict[str, Any], dict[str, Any]]:
    return looks[request.param]


@pytest.fixture
def inside(look: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return look[0]


@pytest.fixture
def inspected(look: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return look[1]


def test_the_user_has_no_rights(inside: dict[str, Any]) -> None:
    status = inside["status"]
    assert status["Uid"].split() == ["10001"] * 4
    assert status["Gid"].split() == ["10001"] * 4
    assert set(status["Groups"].split()) <= {"10001"}
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[kind], 16) == 0, kind


def test_nothing_gives_rights_back(inside: dict[str, Any]) -> None:
    assert inside["status"]["NoNewPrivs"] == "1"
    assert inside["status"]["Seccomp"] == "2", "no filter of system calls"
    assert [name for name, done in inside["can"].items() if done] == []


def test_only_the_project_and_temporary_folders_can_be_written(inside: dict[str, Any]) -> None:
    assert inside["writable"] == ["/work", "/tmp", "/home/build"]
    options = {mount[1]: set(mount[3].split(",")) for mount in inside["mounts"]}
    assert "ro" in options["/"]
    assert options["/opt/buildcheck/manager"] & {"ro", "rw"} == {"ro"} if "/opt/buildcheck/manager" in options else True
    for folder in ("/tmp", "/home/build"):
        assert {"nosuid", "nodev", f"size={LIMITS.temporary // 1024}k"} <= options[folder]


def test_limits_hold(inside: dict[str, Any]) -> None:
    assert int(inside["memory"]) == LIMITS.memory
    assert int(inside["processes"]) == LIMITS.processes
    limits = inside["limits"].splitlines()
    assert next(line for line in limits if line.startswith("Max core file size")).split()[4:6] == ["0", "0"]


def test_no_way_out_but_loopback(inside: dict[str, Any], inspected: dict[str, Any]) -> None:
    assert inside["interfaces"] == ["lo"]
    assert inside["nameServers"] == ["nameserver 127.0.0.1"]
    assert inspected["HostConfig"]["NetworkMode"].startswith("container:")
    assert not inspected["NetworkSettings"]["Ports"]


def test_nothing_of_the_host_is_there(inside: dict[str, Any], inspected: dict[str, Any]) -> None:
    assert inside["sockets"] == []
    assert inside["processesSeen"] < 10
    assert {mount["Type"] for mount in inspected["Mounts"]} <= {"volume", "tmpfs"}
    assert inspected["HostConfig"]["Binds"] in (None, [])
    for namespace in ("PidMode", "UTSMode", "UsernsMode"):
        assert inspected["HostConfig"][namespace] in ("", "private"), namespace
    assert inspected["HostConfig"]["IpcMode"] == "private"


def test_the_daemon_says_the_same(inspected: dict[str, Any]) -> None:
    settings = inspected["HostConfig"]
    assert settings["Privileged"] is False
    assert settings["ReadonlyRootfs"] is True
    assert settings["CapDrop"] == ["ALL"]
    assert settings["CapAdd"] in (None, [])
    assert not settings["Devices"]
    assert "no-new-privileges:true" in settings["SecurityOpt"]
    assert not any("unconfined" in option for option in settings["SecurityOpt"])
    assert (settings["Memory"], settings["MemorySwap"]) == (LIMITS.memory, LIMITS.memory)
    assert settings["PidsLimit"] == LIMITS.processes
    assert settings["LogConfig"]["Type"] == "none"


def test_secrets_are_in_no_setting(inside: dict[str, Any], inspected: dict[str, Any]) -> None:
    known = json.dumps(inspected) + inside["parentCommand"] + inside["parentEnvironment"]
    for name, value in {**VALUES, **CREDENTIALS}.items():
        assert value not in known
        assert json.dumps(value)[1:-1] not in known
        assert f"{name}=" not in known
    assert inside["standardInput"] == ""


@pytest.mark.parametrize("mode", MODES)
def test_secrets_reach_the_phases_that_they_are_for(looks: Looks, mode: NetworkMode) -> None:
    for phase in PHASES:
        environment = looks[phase, mode][0]["environment"]
        there = {name for name in {**VALUES, **CREDENTIALS} if name in environment}
        assert there == (set(CREDENTIALS) if phase == "fetch" else set(VALUES)), phase
        # Masked on its way out of the step: the name of the value stands in its place.
        assert {environment[name] for name in there} == {f"***{name}***" for name in there}


def test_registry_credentials_are_npm_s_in_the_fetch_phase_and_nowhere_later(tmp_path: Path) -> None:
    release = default_release()
    host = "registry.example.test"
    lines = f"//{host}/:_authToken=npm_0123456789\n"
    engine = DockerEngine(credentials={"BUILDCHECK_NPMRC": lines})
    source = parts.source(tmp_path, {"package.json": "{}"})
    plan = parts.plan(release.version, parts.manager(version=release.npm))
    look = "npm config list; cat ~/.npmrc; env; find / -xdev -name .npmrc 2>/dev/null; grep -rl npm_01234 /work ~ /tmp"
    with engine.open(plan, source, {}, lambda event: None) as sandbox:
        fetched = sandbox.run(parts.step(f"{look}; stat -c %a ~/.npmrc", "fetch")).log
        later = [sandbox.run(parts.step(look, phase)).log for phase in ("scripts", "build")]
    engine.client().close()
    assert f"//{host}/:_authToken = (protected)" in fetched, "npm does not know it"
    assert "npm_0123456789" not in fetched
    assert "***BUILDCHECK_NPMRC***" in fetched
    assert fetched.endswith("600\n")
    for log in later:
        assert host not in log
        assert "***" not in log
        assert "cat: /home/build/.npmrc: No such file or directory" in log
