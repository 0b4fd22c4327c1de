"""What is the local engine's own: processes, folders, tools, and what a kill leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from buildcheck.engines.base import Event
from buildcheck.engines.local import node as nodes
from buildcheck.engines.local.engine import LocalEngine
from buildcheck.engines.local.output import stream_output
from buildcheck.engines.local.workspace import remove_abandoned
from buildcheck.engines.packages import Registry, platform_name
from buildcheck.errors import EngineError, UsageError
from buildcheck.model.plan import Limits
from buildcheck.model.project import Entry, Source
from tests.engines import parts
from tests.engines.conftest import installed_node
from tests.engines.parts import MIB, source, step

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def ignore(event: Event) -> None:
    """Watch nothing."""


def processes(text: str) -> list[str]:
    """The living processes whose command line has the text."""
    listed = subprocess.run(["ps", "-A", "-o", "stat=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if text in line and not line.startswith("Z")]


def left_behind(machine: Path) -> list[str]:
    runs = (machine / "cache/runs").iterdir()
    return [each.name for each in (*(machine / "tmp").iterdir(), *runs)]


def test_nothing_is_left_behind(machine: Path) -> None:
    plan = parts.plan(installed_node(), parts.manager())
    with LocalEngine().open(plan, source(machine / "project", {"package.json": "{}"}), {}, ignore) as sandbox:
        sandbox.run(step("mkdir -p a/b; touch a/b/c; chmod 500 a/b a; npm"))
        assert len(left_behind(machine)) == 2
    assert left_behind(machine) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, EngineError("x"), SystemExit])
def test_nothing_is_left_behind_after_an_error(machine: Path, error: BaseException) -> None:
    plan = parts.plan(installed_node(), parts.manager())
    of = source(machine / "project", {"package.json": "{}"})
    with pytest.raises((KeyboardInterrupt, EngineError, SystemExit)), LocalEngine().open(plan, of, {}, ignore):
        raise error
    assert left_behind(machine) == []


def test_nothing_is_left_behind_when_opening_fails(machine: Path) -> None:
    plan = parts.plan(installed_node(), parts.manager(version="9.9.9"))
    of = source(machine / "project", {"package.json": "{}"})
    with pytest.raises(EngineError, match="has no npm@9"), LocalEngine().open(plan, of, {}, ignore):
        pytest.fail("it opened")
    assert left_behind(machine) == []


def test_the_manager_runs_on_the_planned_node(machine: Path) -> None:
    plan = parts.plan(installed_node(), parts.manager())
    with LocalEngine().open(plan, source(machine / "project", {"package.json": "{}"}), {}, ignore) as sandbox:
        assert sandbox.run(step("npm install")).log == f"a small npm on {installed_node()}\n"
        assert sandbox.run(step("echo $PATH")).log.split("/bin:", 1)[1] == "/usr/bin:/bin\n"
        assert "installed on this machine" in sandbox.isolation.statement


@linux
def test_processes_that_left_the_group_are_ended_too(machine: Path) -> None:
    plan = parts.plan(installed_node(), parts.manager())
    daemons = (
        "setsid sh -c 'sleep 7171 & sleep 7171' & "
        "(setsid env -i /usr/bin/sleep 7171 &) ; "
        "(cd / && setsid /usr/bin/sleep 7171 >/dev/null 2>&1 &) ; "
        "sleep 0.5; echo started"
    )
    with LocalEngine().open(plan, source(machine / "project", {"package.json": "{}"}), {}, ignore) as sandbox:
        found = sandbox.run(step(daemons))
    assert (found.outcome, found.log) == ("ok", "started\n")
    assert processes("sleep 7171") == []


@linux
def test_a_fork_bomb_is_ended(machine: Path) -> None:
    plan = parts.plan(installed_node(), parts.manager(), limits=Limits(memory=512 * MIB, processes=50))
    bomb = "for i in $(seq 200); do sleep 7272 & done; wait"
    with LocalEngine().open(plan, source(machine / "project", {"package.json": "{}"}), {}, ignore) as sandbox:
        found = sandbox.run(step(bomb))
    assert (found.outcome, found.exit_code) == ("failed", None)
    assert "more than 50 processes" in (found.detail or "")
    assert processes("sleep 7272") == []


KILLED = """
import json, sys
from pathlib import Path
from buildcheck.engines.local.engine import LocalEngine
from tests.engines import parts
def watch(event):
    if event.kind == "line":
        print("running", flush=True)
plan = parts.plan(sys.argv[2], parts.manager())
of = parts.source(Path(sys.argv[1]) / "project", {"package.json": "{}"})
with LocalEngine().open(plan, of, {}, watch) as sandbox:
    sandbox.run(parts.step("sleep 7373 & echo x; sleep 7373"))
"""


@linux
def test_what_a_killed_run_left_is_removed_by_the_next(machine: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(machine / "tmp"), "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-c", KILLED, str(machine), installed_node()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        assert remove_abandoned() == ()
        process.send_signal(signal.SIGKILL)
    assert processes("sleep 7373")
    assert len(left_behind(machine)) == 2
    [removed] = remove_abandoned()
    assert Path(removed).parent == machine / "tmp"
    assert left_behind(machine) == []
    assert wait_until_gone("sleep 7373")


def wait_until_gone(text: str) -> bool:
    for _ in range(50):
        if not processes(text):
            return True
        time.sleep(0.1)
    return False


def test_a_forged_record_removes_nothing_of_the_users(machine: Path) -> None:
    precious = machine / "precious"
    precious.mkdir()
    (machine / "cache/runs").mkdir(parents=True)
    record = {"id": "abc", "pid": 1, "process_started": "x", "host": os.uname().nodename, "began": "x"}
    (machine / "cache/runs/abc.json").write_text(json.dumps({**record, "folders": [str(precious)]}))
    assert remove_abandoned() == ()
    assert precious.is_dir()


def test_links_and_modes_of_the_source_survive(machine: Path) -> None:
    of = source(machine / "project", {"package.json": "{}", "run.sh": "#!/bin/sh\necho ran"})
    entries = [Entry(path=each.path, kind="file", size=each.size, executable=True) for each in of.entries]
    link = Entry(path="links/to", kind="symlink", size=0, target="../run.sh")
    of = Source(kind="folder", root=of.root, entries=(*entries, link))
    with LocalEngine().open(parts.plan(installed_node(), parts.manager()), of, {}, ignore) as sandbox:
        assert sandbox.run(step("links/to; readlink links/to")).log == "ran\n../run.sh\n"


def test_a_source_that_leads_out_is_not_written(machine: Path) -> None:
    outside = machine / "outside"
    outside.mkdir()
    of = source(machine / "project", {"package.json": "{}", "out/file": "x"})
    of = Source(kind="folder", root=of.root, entries=of.entries)
    plan = parts.plan(installed_node(), parts.manager())
    with LocalEngine().open(plan, of, {}, ignore) as sandbox:
        sandbox.run(step(f"ln -s {outside} out", "fetch"))
        with pytest.raises(UsageError, match="outside of the source"):
            sandbox.run(step("true"))
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("folder", ["link", "link/sub", "deep/link"])
def test_output_behind_a_link_is_not_read(tmp_path: Path, folder: str) -> None:
    secret = tmp_path / "secret/sub"
    secret.mkdir(parents=True)
    (secret / "key").write_text("SECRET")
    work = tmp_path / "work"
    (work / "deep").mkdir(parents=True)
    (work / "link").symlink_to(tmp_path / "secret")
    (work / "deep/link").symlink_to(tmp_path / "secret")
    assert b"SECRET" not in b"".join(stream_output(work, folder))


@pytest.fixture
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILDCHECK_NODE_MIRROR", "http://127.0.0.1:9")


@pytest.mark.usefixtures("no_mirror")
def test_node_comes_from_the_registry_where_no_mirror_answers(machine: Path, registry: parts.Registry) -> None:
    package = f"node-{platform_name()}"
    registry.add(package, "1.2.3", parts.tarball({"package/bin/node": b"#!/bin/sh\necho v1.2.3\n"}))
    registry.add(package, "1.2.4", parts.tarball({"package/bin/node": b"#!/bin/sh\nexit 1\n"}))
    node = nodes.provide("v1.2.3", Registry())
    assert subprocess.check_output([node.program]) == b"v1.2.3\n"
    assert "from the registry" in node.origin
    with pytest.raises(EngineError, match=r"Node 1\.2\.4 does not run"):
        nodes.provide("1.2.4", Registry())


@pytest.mark.skipif(platform_name() != "linux-x64", reason="the archive is one for Linux")
def test_node_comes_from_a_mirror_with_its_npm(
    machine: Path, registry: parts.Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, top = "22.99.1", "node-v22.99.1-linux-x64"
    node, npm = b"#!/bin/sh\necho v22.99.1\n", b"// npm"
    registry.files["/dist/index.json"] = json.dumps([{"version": f"v{version}", "lts": False}]).encode()
    archive = parts.tarball({f"{top}/bin/node": node, f"{top}/bin/npm": npm})
    registry.files[f"/dist/v{version}/{top}.tar.gz"] = archive
    monkeypatch.setenv("BUILDCHECK_NODE_MIRROR", f"{registry.url}/dist")
    found = nodes.provide(version, Registry())
    assert found.origin == f"Node {version} from nodeenv"
    assert subprocess.check_output([found.program]) == b"v22.99.1\n"
    assert found.npm() == (str(found.program), str(found.program.parent / "npm"))
    asked = len(registry.asked)
    assert nodes.provide(version, Registry()) == found
    assert len(registry.asked) == asked


@pytest.fixture
def real_registry(machine: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The registry that this machine's npm uses."""
    monkeypatch.delenv("BUILDCHECK_REGISTRY")
    return subprocess.check_output(["npm", "config", "get", "registry"], text=True, stderr=subprocess.DEVNULL).strip()


def test_a_build_with_google_fonts_runs_behind_their_stand_in(machine: Path) -> None:
    plan = msgspec.structs.replace(parts.plan(installed_node(), parts.manager()), google_fonts=("page.js",))
    script = "test -f $NEXT_FONT_GOOGLE_MOCKED_RESPONSES && echo mocked; exit 7"
    with LocalEngine().open(plan, source(machine / "project", {"package.json": "{}"}), {}, ignore) as sandbox:
        found = sandbox.run(step(script))
    assert (found.log, found.exit_code, found.argv[0]) == ("mocked\n", 7, "sh")


@pytest.mark.network
def test_a_real_install_with_a_real_npm(machine: Path, real_registry: str) -> None:
    package = {"name": "app", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}}
    of = source(machine / "project", {"package.json": json.dumps(package)})
    plan = parts.plan(installed_node(), parts.manager(version="10.9.4"))
    with LocalEngine().open(plan, of, {}, ignore) as sandbox:
        assert sandbox.run(step("npm --version")).log == "10.9.4\n"
        installed = sandbox.run(
            step("npm install --ignore-scripts --no-audit", "fetch", npm_config_registry=real_registry)
        )
        assert (installed.outcome, installed.exit_code) == ("ok", 0), installed.log
        assert sandbox.run(step("node -p 'require(\"is-number\")(5)'")).log == "true\n"


@pytest.mark.network
@pytest.mark.usefixtures("no_mirror", "real_registry")
def test_a_real_node_and_a_real_bun(machine: Path) -> None:
    of = source(machine / "project", {"package.json": "{}"})
    with LocalEngine().open(parts.plan("22.21.1", parts.manager("bun", "1.2.23")), of, {}, ignore) as sandbox:
        assert sandbox.run(step("node --version; bun --version")).log == "v22.21.1\n1.2.23\n"
