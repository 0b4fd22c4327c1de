"""The probe that notes which variables are read: run in real Node processes, beside a bare process.env."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from buildcheck.engines.environment_trace import read_environment
from buildcheck.model.environment import ObservedRead

PROBES = Path(__file__).parents[2] / "buildcheck" / "probes"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node on this machine")

OWN = {"A": "one", "B": "two", "EMPTY": ""}


def run(
    folder: Path, *argv: str, phase: str | None = "build", probe: str = "watch.cjs", **env: str
) -> tuple[str, tuple[ObservedRead, ...]]:
    """Run Node in ``folder``, watched in a step of ``phase`` or bare; give its output and the reads."""
    assert NODE is not None
    trace = folder / f"environment-{phase}"
    trace.unlink(missing_ok=True)
    watched = {
        "NODE_OPTIONS": f'--require "{PROBES / probe}"',
        "BUILDCHECK_ENVIRONMENT_TRACE": str(trace),
        "BUILDCHECK_ROOT": str(folder),
    }
    done = subprocess.run(
        [NODE, *argv],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **OWN, **env, **(watched if phase else {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.?js")}
    return done.stdout + done.stderr, read_environment(trace.read_bytes() if trace.exists() else b"", files)


def reads(folder: Path, script: str, *, name: str = "build.cjs", phase: str = "build") -> list[tuple[str, bool, str]]:
    """The names that a script of the project reads, whether they are set, and where (``:line`` of the script)."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(script)
    _, found = run(folder, name, phase=phase)
    return [(each.name, each.set, f"{each.by}:{each.at.line}" if each.at else str(each.by)) for each in found]


@pytest.mark.parametrize(
    "script",
    [
        "process.env.A",
        "process.env['A']",
        "const { A } = process.env",
        "'A' in process.env",
        "Object.hasOwn(process.env, 'A')",
        "process.env.hasOwnProperty('A')",
        "Reflect.get(process.env, 'A')",
        "const name = ['A'][0]; process.env[name]",
        "const { env } = require('process'); env.A",
        "Object.create(process.env).A",
        "for (let i = 0; i < 1000; i++) process.env.A",
        "import('./other.mjs')",
    ],
)
def test_a_read_is_noted_once_with_its_place(tmp_path: Path, script: str) -> None:
    (tmp_path / "other.mjs").write_text("\nprocess.env.A")
    place = "other.mjs:2" if "other" in script else "build.cjs:2"
    assert reads(tmp_path, f"\n{script}\n") == [("A", True, place)]


@pytest.mark.parametrize(
    "script",
    [
        "({ ...process.env })",
        "Object.assign({}, process.env)",
        "Object.keys(process.env)",
        "Object.entries(process.env)",
        "for (const name in process.env);",
        "structuredClone(process.env)",
        "console.log(process.env)",
        "structuredClone([{ env: process.env }])",
        "const { A, ...rest } = { ...process.env }",
    ],
)
def test_a_copy_of_the_whole_is_one_read(tmp_path: Path, script: str) -> None:
    assert reads(tmp_path, script) == [("*", True, "build.cjs:1")]


@pytest.mark.parametrize(
    "script",
    [
        "process.env.A = 1",
        "delete process.env.A",
        "Object.assign(process.env, { A: 1 })",
        "process.env.NODE_ENV; process.env.npm_config_x; process.env.__NEXT_X; process.env.PATH",
        "require('child_process').execFileSync('true')",
        "new (require('worker_threads').Worker)('0', { eval: true })",
        "String(process.env)",
        "Promise.resolve(process.env)",
    ],
)
def test_what_is_no_read_of_the_projects_is_not_noted(tmp_path: Path, script: str) -> None:
    assert reads(tmp_path, script) == []


def test_a_name_that_is_not_set_is_said_to_be_so(tmp_path: Path) -> None:
    assert reads(tmp_path, "process.env.NOPE; process.env.EMPTY") == [
        ("NOPE", False, "build.cjs:1"),
        ("EMPTY", True, "build.cjs:1"),
    ]


def test_workers_and_children_are_watched(tmp_path: Path) -> None:
    (tmp_path / "child.cjs").write_text("process.env.A")
    script = """
    require('child_process').execFileSync(process.execPath, ['child.cjs'])
    require('child_process').fork('./child.cjs')
    new (require('worker_threads').Worker)('./child.cjs')
    """
    (tmp_path / "build.cjs").write_text(script)
    _, found = run(tmp_path, "build.cjs")
    assert sum(each.count for each in found) == 3
    assert {(each.name, each.by) for each in found} == {("A", "child.cjs")}


def test_packages_are_named_and_tools_are_not(tmp_path: Path) -> None:
    for package in ("@acme/client", "next", "@next/env"):
        folder = tmp_path / "node_modules" / package
        folder.mkdir(parents=True)
        (folder / "index.js").write_text("module.exports = () => process.env.A")
    script = "for (const name of ['@acme/client', 'next', '@next/env']) require(name)()"
    assert reads(tmp_path, script) == [("A", True, "@acme/client")]


CONFIGS = [
    "next.config.js",
    "next.config.ts",
    "vite.config.mts",
    "node_modules/.vite-temp/vite.config.ts.timestamp-1.mjs",
]


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_is_its_own_phase(tmp_path: Path, name: str) -> None:
    (tmp_path / "lib.cjs").write_text("module.exports = () => process.env.A")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "load.cjs").write_text(
        "const m = new (require('module'))(process.argv[2]); m.filename = process.argv[2]; m.paths = ['/'];"
        "m._compile(`require('${__dirname}/lib.cjs')()`, process.argv[2])"
    )
    _, found = run(tmp_path, "load.cjs", str(tmp_path / name))
    assert [(each.name, each.phase, each.by) for each in found] == [("A", "config", "lib.cjs")]


@pytest.mark.parametrize(("phase", "expected"), [("build", "script"), ("scripts", "script"), ("serve", "serve")])
def test_what_is_no_part_of_a_framework_is_a_script(tmp_path: Path, phase: str, expected: str) -> None:
    (tmp_path / "run.cjs").write_text("process.env.A")
    _, found = run(tmp_path, "run.cjs", phase=phase)
    assert [each.phase for each in found] == [expected]


JEST_WORKER = "node_modules/next/dist/compiled/jest-worker/processChild.js"
"""As jest-worker's: it gets [1, _, method, arguments], requires the page and calls its function."""
CHILD = """
process.on('message', ([type, , method, [input]]) => {
  for (const path of input.exportPaths || [input]) require(input.file)(path)
  if (type === 2) process.exit()
})
"""


@pytest.mark.parametrize(
    ("method", "argument", "expected"),
    [
        ("isPageStatic", {"page": "/(shop)/blog/[slug]/page"}, ("page-data", "/blog/[slug]")),
        ("isPageStatic", {"page": "/"}, ("page-data", "/")),
        ("exportPage", {"pathMap": {"page": "/api/x/route"}}, ("prerender", "/api/x")),
        ("exportPages", {"exportPaths": [{"page": "/a", "path": "/a"}]}, ("prerender", "/a")),
        ("exportPages", {"exportPaths": [{"page": "/a"}, {"page": "/b"}]}, ("prerender", None)),
        ("other", {}, ("compile", None)),
    ],
)
def test_next_tells_its_workers_what_they_do(
    tmp_path: Path, method: str, argument: dict[str, object], expected: tuple[str, str | None]
) -> None:
    child = tmp_path / JEST_WORKER
    child.parent.mkdir(parents=True)
    child.write_text(CHILD)
    page = tmp_path / ".next/server/chunks/1.js"
    page.parent.mkdir(parents=True)
    page.write_text("module.exports = async () => { await null; process.env.A; process.exit() }")
    message = json.dumps([1, False, method, [{**argument, "file": str(page)}]])
    (tmp_path / "main.cjs").write_text(f"require('child_process').fork({str(child)!r}).send({message})")
    _, found = run(tmp_path, "main.cjs")
    assert [(each.phase, each.route, each.by) for each in found] == [(*expected, ".next/server/chunks/1.js:1:56")]


def test_a_page_that_is_being_loaded_is_the_route(tmp_path: Path) -> None:
    page = tmp_path / ".next/server/app/(shop)/cart/[id]/page.js"
    page.parent.mkdir(parents=True)
    page.write_text("process.env.A")
    (tmp_path / "main.cjs").write_text(f"require({str(page)!r})")
    _, found = run(tmp_path, "main.cjs")
    assert [(each.phase, each.route) for each in found] == [("page-data", "/cart/[id]")]


@pytest.mark.parametrize("source", ["../../../lib/%5Bdb%5D.cjs", "webpack://_N_E/./lib/[db].cjs"])
def test_a_source_map_leads_to_the_source(tmp_path: Path, source: str) -> None:
    chunk = tmp_path / ".next/server/chunks/1.js"
    chunk.parent.mkdir(parents=True)
    chunk.write_text("process.env.A")
    # VLQ: column 12 of the first line is line 3, column 5 of the first source.
    chunk.with_name("1.js.map").write_text(json.dumps({"version": 3, "sources": [source], "mappings": "YAEK"}))
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/[db].cjs").write_text("\n\n     process.env.A")
    (tmp_path / "main.cjs").write_text(f"require({str(chunk)!r})")
    _, found = run(tmp_path, "main.cjs")
    assert [str(each.at) for each in found] == ["lib/[db].cjs:3:6"]


def test_package_managers_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "npm-cli.js").write_text("process.env.A; console.log(require('util').types.isProxy(process.env))")
    assert run(tmp_path, "npm-cli.js") == ("false\n", ())


@pytest.mark.parametrize(
    "script",
    [
        "process.env = { A: 1 }; console.log(process.env.A, typeof process.env.A)",
        "process.env = { ...process.env, X: 1 }; console.log(process.env.X)",
        "Object.freeze(process); try { 'use strict'; process.env = 1 } catch {}; console.log(process.env.A)",
        "Object.freeze(Error); Error.stackTraceLimit = 0; console.log(process.env.A)",
        "Error.prepareStackTrace = () => { throw 1 }; console.log(process.env.A, Error.prepareStackTrace.length)",
        "JSON.stringify = () => { throw 1 }; console.log(process.env.A)",
        "for (const name of Object.keys(require('fs'))) try { require('fs')[name] = null } catch {};"
        "process.stdout.write(process.env.A)",
        "Map.prototype.get = () => { throw 1 }; process.stdout.write(process.env.A)",
        "RegExp.prototype.test = () => { throw 1 }; process.stdout.write(process.env.A)",
        "const { env } = process; console.log(env === process.env, process.env === require('process').env)",
        "const w = new (require('worker_threads').Worker)('console.log(process.env.A, process.env.B)',"
        "{ eval: true, env: { ...process.env, B: 'x' } })",
        "new (require('worker_threads').Worker)('console.log(require(`worker_threads`).workerData.env.A)',"
        "{ eval: true, workerData: { env: process.env } })",
        "const { env } = process; require('child_process').spawn('sh', ['-c', 'echo $A'], { env, stdio: 'inherit' })",
        "console.log(require('vm').runInNewContext('e.A + Object.keys(e).includes(`B`)', { e: process.env }))",
        "console.log(Object.keys(new (class { env = process.env })().env).includes('A'), globalThis.process.env.B)",
        "try { structuredClone(() => 1) } catch (error) { console.log(error.name, error.message) }",
        "const { A, B } = process.env; process.env = {}; console.log(A, B)",
        "for (const name of Object.keys(process.env)) if (name.length > 1) delete process.env[name];"
        "console.log(process.env, { deep: { env: process.env } }, [process.env], '%s', process.env, '%o')",
        "require('assert').deepStrictEqual({ ...process.env }.A, 'one'); console.log(`${process.env}`)",
        "console.log(structuredClone.name, structuredClone.length, structuredClone(new Map([[1, { a: 1 }]])))",
    ],
)
def test_a_program_does_what_it_does_without(tmp_path: Path, script: str) -> None:
    (tmp_path / "x.cjs").write_text(script)
    bare, _ = run(tmp_path, "x.cjs", phase=None)
    assert bare
    watched, _ = run(tmp_path, "x.cjs")
    assert _without_stack(watched) == _without_stack(bare)


def _without_stack(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.strip().startswith(("at ", "node:", "/"))]


def test_a_trace_that_cannot_be_written_is_not_felt(tmp_path: Path) -> None:
    (tmp_path / "x.cjs").write_text("console.log(process.env.A)")
    (tmp_path / "environment-build").mkdir()
    done = subprocess.run(
        [str(NODE), "--require", str(PROBES / "watch.cjs"), "x.cjs"],
        cwd=tmp_path,
        env={"A": "one", "BUILDCHECK_ENVIRONMENT_TRACE": str(tmp_path / "environment-build")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("one\n", "")


OPERATIONS = Path(__file__).with_name("environment_operations.cjs")
NAMES = ["A", "B", "EMPTY", "a", "NEW", "Ünïcode", "", "toString", "__proto__", "constructor", "X=Y"]
VALUES = ["text", "", 1, -0.5, True, None, "<undefined>", "<symbol>", "<bigint>", "<object>", "<throwing>", "a\nb", "ü"]
KINDS = [
    "get", "in", "own", "set", "strictSet", "delete", "keys", "names", "spread", "entries", "json", "descriptor",
    "define", "defineAccessor", "defineHidden", "forIn", "assign", "reflectSet", "inherit", "inheritSet", "clone",
    "symbol", "inspect", "tag", "coerce", "prototype", "extensible", "isArray", "with", "destructure",
]  # fmt: skip
operations = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES), st.sampled_from(VALUES)), min_size=30, max_size=300
)


# Not shrunk: each try starts Node twice, and the operation that differs is named anyway.
@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(operations)
def test_it_is_process_env_in_every_way(tmp_path: Path, program: list[tuple[str, str, object]]) -> None:
    """The same operations give the same values and the same errors in two processes, one of them watched."""
    (tmp_path / "program.json").write_text(json.dumps(program))
    bare, _ = run(tmp_path, str(OPERATIONS), phase=None)
    watched, _ = run(tmp_path, str(OPERATIONS))
    for one, other, done in zip(bare.splitlines(), watched.splitlines(), program, strict=True):
        assert other == one, done
