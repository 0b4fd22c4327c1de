"""The probe that notes who tries to reach a host: run in real Node processes, read as hostile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.network_trace import BY_NUMBER, Attempt, attributed, read_trace
from buildcheck.model.build import HostContact

PROBE = Path(__file__).parents[2] / "buildcheck" / "probes" / "network.cjs"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs Node on this machine")


def run(
    folder: Path, script: str, *, name: str = "build.js", trace: bool = True, more: dict[str, str] | None = None
) -> tuple[str, tuple[Attempt, ...]]:
    """Run ``script`` as a file of the project, with the probe or without; give its output and the attempts."""
    assert NODE is not None
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(script)
    out = folder / "trace.jsonl"
    env = {"PATH": os.environ["PATH"], "BUILDCHECK_ROOT": str(folder), **(more or {})}
    if trace:
        env |= {"NODE_OPTIONS": f"--require {PROBE}", "BUILDCHECK_NETWORK_TRACE": str(out)}
    done = subprocess.run([NODE, name], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr, read_trace(out.read_bytes() if out.exists() else b"")


TRIES = {
    "net": "require('net').connect({ host: '192.0.2.1', port: 9 }).on('error', () => {}).destroy()",
    "net-positional": "require('net').connect(9, '192.0.2.1').on('error', () => {}).destroy()",
    "tls": "require('tls').connect({ host: '192.0.2.1', port: 9 }).on('error', () => {}).destroy()",
    "http": "require('http').get('http://192.0.2.1:9/').on('error', () => {}).destroy()",
    "fetch": "fetch('http://192.0.2.1:9/').catch(() => {}); setTimeout(() => process.exit(), 50)",
    "worker": "new (require('worker_threads').Worker)(\"require('net').connect(9, '192.0.2.1').on('error', () => {})"
    '.destroy()", { eval: true })',
    "child": "require('child_process').execFileSync(process.execPath, ['-e',"
    "\"require('net').connect(9, '192.0.2.1').on('error', () => {}).destroy()\"])",
}


@needs_node
@pytest.mark.parametrize("way", TRIES)
def test_every_way_to_a_host_is_noted(tmp_path: Path, way: str) -> None:
    _, attempts = run(tmp_path, TRIES[way])
    assert [(each.host, each.port) for each in attempts] == [("192.0.2.1", 9)]


@needs_node
def test_a_project_file_is_named(tmp_path: Path) -> None:
    _, attempts = run(tmp_path, TRIES["fetch"], name="app/cms.js")
    assert [each.by for each in attempts] == ["app/cms.js"]


@needs_node
def test_a_package_and_the_file_that_calls_it_are_named(tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "@acme" / "client"
    package.mkdir(parents=True)
    (package / "index.js").write_text(f"module.exports = () => {{ {TRIES['http']} }}")
    _, attempts = run(tmp_path, "require('@acme/client')()")
    assert [each.by for each in attempts] == ["@acme/client, called by build.js"]


@needs_node
def test_of_an_install_script_the_package_that_has_it_is_named(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    for name in ("bcrypt", "node-fetch"):
        (modules / name).mkdir(parents=True)
    (modules / "node-fetch" / "index.js").write_text(f"module.exports = () => {{ {TRIES['http']} }}")
    script = {"npm_package_json": str(modules / "bcrypt" / "package.json")}
    _, attempts = run(tmp_path, "require('node-fetch')()", name="node_modules/bcrypt/install.js", more=script)
    assert [each.by for each in attempts] == ["node-fetch, called by bcrypt"]


@needs_node
def test_nothing_changes_for_the_project(tmp_path: Path) -> None:
    script = """
    const net = require('net')
    console.log(net.Socket.prototype.connect.name, net.Socket.prototype.connect.length, fetch.name, fetch.length)
    console.log(Object.keys(globalThis).includes('fetch'), Error.stackTraceLimit, Error.prepareStackTrace)
    fetch('bogus:').catch(e => console.log(e.message, e.cause && e.cause.message))
    fetch().catch(e => console.log(e.message))
    try { net.connect({ port: 70000 }) } catch (e) { console.log(e.code) }
    net.connect({ host: 'name.invalid', port: 1 }).on('error', e => console.log(e.syscall, e.hostname))
    """
    assert run(tmp_path, script)[0] == run(tmp_path, script, trace=False)[0]


@needs_node
def test_a_hostile_project_can_neither_break_nor_flood_it(tmp_path: Path) -> None:
    script = """
    Object.freeze(Error)
    const net = require('net')
    for (let i = 0; i < 2000; i++) net.connect(9, `192.0.2.${i % 250}`, () => {}).on('error', () => {}).destroy()
    for (const bad of [{}, { host: { toString() { throw 1 } }, port: 1 }]) try { net.connect(bad) } catch {}
    console.log('alive')
    process.exit()
    """
    output, attempts = run(tmp_path, script)
    assert output == "alive\n"
    assert len(attempts) <= 200


def test_contacts_say_who_tried_them_and_numbers_are_added() -> None:
    contact = HostContact(phase="build", host="cms.example.test", outcome="refused")
    other = HostContact(phase="scripts", host="cms.example.test", outcome="refused")
    attempts = (
        Attempt(host="cms.example.test", port=443, by="app/page.js"),
        Attempt(host="169.254.169.254", port=80, by="evil"),
    )
    named, untouched, number = attributed((contact, other), attempts, "build")
    assert named.by == "app/page.js"
    assert untouched.by is None
    assert (number.host, number.port, number.outcome, number.reason) == ("169.254.169.254", 80, "refused", BY_NUMBER)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"host": "a", "port": 1}',
        b'{"host": "a", "port": true, "by": null}',
        b'{"host": "a", "port": 70000, "by": null}',
        b'{"host": "a\\u001b[31m", "port": 1, "by": null}',
        b'{"host": "a", "port": 1, "by": "x\\ny"}',
        json.dumps({"host": "a" * 1000, "port": 1, "by": None}).encode(),
    ],
)
def test_forged_lines_are_left_out(line: bytes) -> None:
    assert read_trace(line) == ()


@given(st.binary(max_size=500))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert isinstance(read_trace(data), tuple)
