"""What every engine promises, whatever it is made of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from buildcheck.engines.base import Event
from buildcheck.engines.docker.engine import DockerEngine
from buildcheck.model.build import StepRun
from buildcheck.model.plan import Limits, Step
from tests.engines.conftest import ENGINES, Bench
from tests.engines.parts import MIB, source, step

FILES = {"package.json": "{}", "src/index.js": "1", "a folder/with ünusual name": "x"}


def ignore(event: Event) -> None:
    """Watch nothing."""


def run(bench: Bench, root: Path, script: str, *, limits: Limits | None = None, seconds: int = 60) -> StepRun:
    """Run one step of the build phase."""
    with bench.engine.open(bench.plan(limits=limits), source(root / "project", FILES), {}, ignore) as sandbox:
        return sandbox.run(step(script, seconds=seconds))


@pytest.mark.parametrize("bench", ENGINES[1:], indirect=True)
def test_a_daemon_is_known_again(bench: Bench) -> None:
    """Podman gives itself another ID at each question: nothing that was installed there was ever found again."""
    assert isinstance(bench.engine, DockerEngine)
    assert DockerEngine().daemon().identity == bench.engine.daemon().identity


def test_a_failing_step_is_a_result(bench: Bench, tmp_path: Path) -> None:
    found = run(bench, tmp_path, "echo one; echo two >&2; exit 3")
    assert (found.exit_code, found.outcome, found.log.split()) == (3, "failed", ["one", "two"])
    assert (found.log_bytes, found.detail, found.name) == (8, None, "build")


def test_a_passing_step_is_a_result(bench: Bench, tmp_path: Path) -> None:
    found = run(bench, tmp_path, "sleep 0.3")
    assert (found.exit_code, found.outcome, found.log) == (0, "ok", "")
    assert 0.3 <= found.seconds < 30


def test_a_command_that_does_not_exist_is_a_failure(bench: Bench, tmp_path: Path) -> None:
    with bench.engine.open(bench.plan(), source(tmp_path / "project", FILES), {}, ignore) as sandbox:
        found = sandbox.run(Step(phase="build", name="x", argv=("no-such-program",), cwd=".", timeout_seconds=60))
    assert (found.exit_code, found.outcome) == (127, "failed")
    assert "no-such-program" in found.log


def test_phases_share_one_tree_and_fetch_sees_its_inputs_only(bench: Bench, tmp_path: Path) -> None:
    of = source(tmp_path / "project", FILES)
    with bench.engine.open(bench.plan(), of, {}, ignore) as sandbox:
        fetched = sandbox.run(
            step("find . -type f; mkdir -p node_modules/a; echo hi > node_modules/a/index.js", "fetch")
        )
        sandbox.keep_tree()
        scripts = sandbox.run(step("find . -type f | sort; echo more > node_modules/a/made", "scripts"))
        built = sandbox.run(step("mkdir -p out; cat node_modules/a/* > out/bundle; cat out/bundle"))
        seen = bytearray()
        collected = sandbox.collect(
            ("out", "not-there"), keep=lambda path: path == "out/bundle", sinks=lambda path, size: seen.extend
        )
        assert sandbox.tree[0] == "installed"
    assert fetched.log.split("\n") == ["./package.json", ""]
    assert sorted(scripts.log.split("\n")) == sorted(
        ["", "./a folder/with ünusual name", "./node_modules/a/index.js", "./package.json", "./src/index.js"]
    )
    assert built.log == "hi\nmore\n"
    assert [(each.path, each.size) for each in collected.artefacts] == [("out/bundle", 8)]
    assert collected.remarks == ()
    assert collected.contents == {"out/bundle": b"hi\nmore\n"}
    assert seen == b"hi\nmore\n"


def test_the_users_folder_is_never_written(bench: Bench, tmp_path: Path) -> None:
    root = tmp_path / "project"
    of = source(root, FILES)

    def state() -> list[tuple[str, bytes, int]]:
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return [(str(path), path.read_bytes(), path.stat().st_mtime_ns) for path in files]

    before = state()
    with bench.engine.open(bench.plan(), of, {}, ignore) as sandbox:
        sandbox.run(step("echo changed > package.json; echo changed > src/index.js; echo new > new; rm -r 'a folder'"))
    assert state() == before


def test_variables_reach_the_phases_that_they_are_for(bench: Bench, tmp_path: Path) -> None:
    of = source(tmp_path / "project", FILES)
    script = "echo ${SECRET-none} ${CI-none} ${OWN-none}"
    with bench.engine.open(bench.plan(environment={"CI": "1"}), of, {"SECRET": "s3cret"}, ignore) as sandbox:
        logs = [
            sandbox.run(step(script, "fetch")).log,
            sandbox.run(step(script, "scripts")).log,
            sandbox.run(step(script, "build", OWN="step")).log,
        ]
    # They are there, and masked on their way out.
    assert logs == ["none 1 none\n", "***SECRET*** 1 none\n", "***SECRET*** 1 step\n"]


def test_a_step_knows_its_folder_as_from_a_shell(bench: Bench, tmp_path: Path) -> None:
    of = source(tmp_path / "project", FILES)
    argv = ("node", "-p", "process.env.PWD === process.cwd()")
    with bench.engine.open(bench.plan(), of, {}, ignore) as sandbox:
        for folder in (".", "src"):
            found = sandbox.run(Step(phase="build", name="x", argv=argv, cwd=folder, timeout_seconds=60))
            assert found.log == "true\n"


def test_nothing_of_this_machines_environment_leaks(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = source(tmp_path / "project", FILES)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".npmrc").write_text("//registry.example.test/:_authToken=canary\n")
    with bench.engine.open(bench.plan(), of, {}, ignore) as sandbox:
        for name in ("NPM_TOKEN", "npm_config_registry", "NODE_OPTIONS", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN"):
            monkeypatch.setenv(name, "canary")
        monkeypatch.setenv("HOME", str(home))
        found = sandbox.run(step('env; cat "$HOME/.npmrc"; ls -A "$HOME"; echo done'))
    assert "canary" not in found.log
    assert str(home) not in found.log
    assert found.log.endswith("done\n")


def test_the_home_is_empty_and_can_be_written(bench: Bench, tmp_path: Path) -> None:
    assert run(bench, tmp_path, 'ls -A "$HOME"; touch "$HOME/x" && ls "$HOME"').log == "x\n"


def test_standard_input_is_empty(bench: Bench, tmp_path: Path) -> None:
    assert run(bench, tmp_path, "cat; echo end", seconds=20).log == "end\n"


def test_the_planned_node_is_first(bench: Bench, tmp_path: Path) -> None:
    wanted = bench.plan().node.value.removeprefix("v")
    assert run(bench, tmp_path, "node --version").log == f"v{wanted}\n"


def test_a_step_that_takes_too_long_is_ended(bench: Bench, tmp_path: Path) -> None:
    found = run(bench, tmp_path, "echo begun; sleep 300 & sleep 300", seconds=2)
    assert (found.outcome, found.exit_code, found.log) == ("timed-out", None, "begun\n")
    assert "2 s" in (found.detail or "")
    assert found.seconds < 30


def test_endless_output_is_ended(bench: Bench, tmp_path: Path) -> None:
    found = run(bench, tmp_path, "yes", limits=Limits(memory=512 * MIB, output=5 * MIB))
    assert (found.outcome, found.exit_code) == ("output-limit", None)
    assert found.log_bytes > 5 * MIB
    assert len(found.log) < 3 * MIB


def test_too_much_memory_is_told_apart(bench: Bench, tmp_path: Path) -> None:
    hungry = "node -e 'const a = []; for (;;) a.push(Buffer.alloc(8 << 20, 1))'"
    found = run(bench, tmp_path, hungry, limits=Limits(memory=256 * MIB))
    assert found.outcome == "out-of-memory"
    assert "256" in (found.detail or "")


def test_a_full_disk_is_told_apart(bench: Bench, tmp_path: Path) -> None:
    greedy = "while :; do head -c 20000000 /dev/urandom >> big || exit 1; sleep 0.1; done"
    found = run(bench, tmp_path, greedy, limits=Limits(memory=512 * MIB, disk=100 * MIB))
    assert found.outcome == "disk-full"
    assert "100" in (found.detail or "")


def test_build_output_is_read_as_hostile(bench: Bench, tmp_path: Path) -> None:
    script = "mkdir out; cd out; echo ok > ok; ln -s /etc/passwd link; ln -s /etc folder; mkfifo pipe; ln ok hard"
    with bench.engine.open(bench.plan(), source(tmp_path / "project", FILES), {}, ignore) as sandbox:
        sandbox.run(step(script))
        collected = sandbox.collect(("out",))
    assert {each.path for each in collected.artefacts} <= {"out/ok", "out/hard"}
    assert len([each for each in collected.remarks if "symbolic link" in each]) == 2
    assert any("FIFO" in each for each in collected.remarks)


def test_progress_is_told(bench: Bench, tmp_path: Path) -> None:
    events: list[Event] = []
    with bench.engine.open(bench.plan(), source(tmp_path / "project", FILES), {}, events.append) as sandbox:
        events.clear()
        sandbox.run(step("printf '\\033[31mcompiling\\033[0m\\n'; sleep 2"))
    told = [(event.kind, event.text) for event in events if event.kind != "prepare"]
    assert told == [("step", "build"), ("line", "compiling"), ("done", "build: ok")]


def test_an_interrupted_step_ends_the_run(bench: Bench, tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if event.kind == "line":
            raise KeyboardInterrupt

    of = source(tmp_path / "project", FILES)
    with pytest.raises(KeyboardInterrupt), bench.engine.open(bench.plan(), of, {}, interrupt) as sandbox:
        sandbox.run(step("echo begun; sleep 4242"))
    listed = subprocess.run(["ps", "-A", "-o", "args"], capture_output=True, text=True, check=True)
    assert "sleep 4242" not in listed.stdout


def test_the_report_says_what_stood_between(bench: Bench, tmp_path: Path) -> None:
    with bench.engine.open(bench.plan(), source(tmp_path / "project", FILES), {}, ignore) as sandbox:
        isolation = sandbox.isolation
    assert isolation.engine == bench.engine.name
    assert isolation.version
    assert len(isolation.statement) > 40
