"""What a build really used: by npm and Node themselves, with nothing written by hand but the project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from buildcheck.model.machine import Machine
from buildcheck.model.observed import Observed
from buildcheck.pipeline.observe_command import observe_command
from buildcheck.reports.observed import render
from buildcheck.reports.view import View
from tests.observe.machines import MANIFEST, QUIET, Developer

SECRET = "s3cret-of-the-shell"


def run(developer: Developer, *argv: str) -> Observed:
    used = observe_command(developer.project, argv or ("npm", "run", "build"), developer.env()).used
    assert used is not None
    return used


def package(folder: Path, name: str, *, kind: str = "commonjs", version: str = "1.3.0") -> None:
    place = folder / name
    place.mkdir(parents=True)
    place.joinpath("package.json").write_text(
        json.dumps({"name": name, "version": version, "type": kind, "main": "i.js"})
    )
    place.joinpath("i.js").write_text("export default 1" if kind == "module" else "module.exports = 1")


def test_a_build_that_uses_nothing_of_the_machine(at_work: Developer) -> None:
    at_work.write({"build.js": "require('fs').writeFileSync('out.txt', require('./package.json').name)"})
    used = run(at_work)
    assert (used.command, used.exit_code) == ("npm run build", 0)
    assert (used.modules, used.programs, used.hosts, used.files, used.reads) == ((), (), (), (), ())
    assert [each.version for each in used.nodes] == [at_work.run("node", "--version").strip().removeprefix("v")]


def test_modules_and_the_roads_on_which_they_are_found(at_work: Developer) -> None:
    package(at_work.project.parent / "node_modules", "left-pad")
    package(at_work.home / "paths", "by-path-variable")
    package(at_work.home / ".node_modules", "of-node")
    package(at_work.home, "linked")
    (at_work.project / "node_modules").mkdir()
    (at_work.project / "node_modules/linked").symlink_to(at_work.home / "linked")
    (at_work.home / "shared.js").write_text("")
    at_work.environ["NODE_PATH"] = str(at_work.home / "paths")
    names = ["left-pad", "by-path-variable", "of-node", "linked", "../../shared.js", "left-pad/package.json"]
    at_work.write({"build.js": "".join(f"require('{each}');" for each in names)})
    used = run(at_work)
    found = {(each.package, each.path, each.via, each.version) for each in used.modules}
    assert found == {
        ("left-pad", "~/code/node_modules/left-pad", "above", "1.3.0"),
        ("by-path-variable", "~/paths/by-path-variable", "node-path", "1.3.0"),
        ("of-node", "~/.node_modules/of-node", "global", "1.3.0"),
        ("linked", "~/linked", "link", "1.3.0"),
        (None, "~/shared.js", "path", None),
    }
    assert {each.by for each in used.modules} == {"build.js"}


def test_a_module_that_is_imported_leaves_its_trace_in_every_node(at_work: Developer) -> None:
    package(at_work.project.parent / "node_modules", "right-pad", kind="module")
    at_work.write({"build.mjs": "import pad from 'right-pad'; console.log(pad)"})
    used = run(at_work, "node", "build.mjs")
    seen = {each.path for each in used.modules} | {each.path for each in used.files}
    watched = all(each.imports for each in used.nodes)
    assert watched or any("imported" in each for each in used.unwatched)
    assert "~/code/node_modules/right-pad" in seen


def test_files_by_their_place(at_work: Developer) -> None:
    (at_work.project.parent / "tsconfig.json").write_text("{}")
    (at_work.home / ".tool").mkdir()
    (at_work.home / ".tool/config.json").write_text(SECRET)
    at_work.write(
        {
            "build.js": """
const fs = require('fs'), os = require('os'), path = require('path')
fs.statSync('../tsconfig.json')
fs.promises.readFile(path.join(os.homedir(), '.tool/config.json'))
fs.readFileSync('/etc/passwd')
try { fs.readFileSync(path.join(os.homedir(), 'absent')) } catch {}
fs.writeFileSync(path.join(os.homedir(), 'written'), '')
fs.readFileSync(path.resolve('package.json'))
"""
        }
    )
    used = run(at_work)
    assert {(each.path, each.place, each.read, each.by) for each in used.files} == {
        ("~/code/tsconfig.json", "above", False, "build.js"),
        ("~/.tool/config.json", "home", True, "build.js"),
    }
    assert used.system_files >= 1
    assert SECRET.encode() not in msgspec.json.encode(used)


def test_programs_variables_and_hosts_without_a_value(at_work: Developer) -> None:
    at_work.environ["API_TOKEN"] = SECRET
    at_work.write(
        {
            "build.js": f"""
const {{ execSync, spawnSync, execFileSync, spawn }} = require('child_process')
execSync("echo '{SECRET}; uname'; git --version && ls; true --token {SECRET}")
spawnSync('date', ['--token', '{SECRET}'], {{ env: {{ PATH: process.env.PATH }} }})
spawn('id', ['{SECRET}'])
require('dns').lookup('nowhere.example.test', () => {{}})
require('net').connect({{ host: '192.0.2.7', port: 4444 }}).on('error', () => {{}}).destroy()
console.log(Boolean(process.env.API_TOKEN), process.env.ABSENT)
"""
        }
    )
    used = run(at_work)
    programs = {each.name: (each.ran, each.scripts) for each in used.programs}
    assert programs["git"] == (False, ("build",))
    assert programs["date"] == (True, ())
    assert programs["id"] == (True, ("build",))
    assert "uname" not in programs
    assert {(each.host, each.port) for each in used.hosts} == {("nowhere.example.test", None), ("192.0.2.7", 4444)}
    assert {(each.name, each.set) for each in used.reads} == {("API_TOKEN", True), ("ABSENT", False)}
    assert SECRET.encode() not in msgspec.json.encode(used)


def test_children_stay_watched_whatever_their_environment(at_work: Developer) -> None:
    (at_work.home / "read").write_text("")
    child = "require('fs').readFileSync(require('os').homedir() + '/read')"
    at_work.write(
        {
            "child.js": child,
            "build.js": """
const { spawnSync } = require('child_process')
const env = { HOME: process.env.HOME, PATH: process.env.PATH, NODE_OPTIONS: '--max-old-space-size=256' }
const done = spawnSync('node', ['child.js'], { env, stdio: 'inherit' })
process.exit(done.status)
""",
        }
    )
    assert [each.path for each in run(at_work).files] == ["~/read"]


@pytest.mark.parametrize("folder", ["plain", "two words"])
@pytest.mark.parametrize("own", ["", "--require=./own.cjs "])
def test_a_task_runner_that_hands_on_node_options_alone(at_work: Developer, folder: str, own: str) -> None:
    temporary = at_work.root / folder
    temporary.mkdir()
    (at_work.home / "read").write_text("")
    script = 'env -i HOME="$HOME" PATH="$PATH" NODE_OPTIONS="$NODE_OPTIONS" node build.js'
    at_work.write({"package.json": {**MANIFEST, "scripts": {"build": script}}, "own.cjs": ""})
    at_work.write({"build.js": "require('fs').readFileSync(require('os').homedir() + '/read'); process.env.SEEN"})
    at_work.environ |= {"TMPDIR": str(temporary), "NODE_OPTIONS": own}
    used = run(at_work)
    assert ([each.path for each in used.files], [each.name for each in used.reads]) == (["~/read"], ["SEEN"])


@pytest.mark.network
def test_a_build_with_plug_and_play_passes_as_it_does_unwatched(at_work: Developer) -> None:
    prefix = at_work.home / ".global"
    at_work.run("npm", "install", "--global", f"--prefix={prefix}", *QUIET, "@yarnpkg/cli-dist@4.5.0")
    at_work.before = (prefix / "bin",)
    manifest = {"name": "demo", "private": True, "dependencies": {"mime": "1.6.0"}}
    at_work.write({"package.json": {**manifest, "scripts": {"build": "mime a.js && node build.js"}}, "yarn.lock": ""})
    # As Next does for its workers: of two options of one name the last is left.
    dropped = "{ ...process.env, NODE_OPTIONS: process.env.NODE_OPTIONS.replace(/--require \\S*pnp.cjs/, '') }"
    child = f"require('child_process').execFileSync('node', ['child.js'], {{ env: {dropped}, stdio: 'inherit' }})"
    at_work.write({"build.js": child, "child.js": "require('mime'); process.env.SEEN"})
    at_work.environ["YARN_ENABLE_TELEMETRY"] = "0"
    at_work.run("yarn", "install")
    used = run(at_work, "yarn", "build")
    assert used.exit_code == 0
    assert "SEEN" in {each.name for each in used.reads}


def test_a_process_that_outlives_the_command_still_starts(at_work: Developer) -> None:
    environ = at_work.home / "environ"
    at_work.write({"build.js": f"require('fs').writeFileSync({str(environ)!r}, process.env.NODE_OPTIONS)"})
    run(at_work)
    at_work.environ["NODE_OPTIONS"] = environ.read_text()
    assert "observe.cjs" in at_work.environ["NODE_OPTIONS"]
    assert at_work.run("node", "-p", "1") == "1\n"


def test_options_of_the_developers_own_are_kept(at_work: Developer) -> None:
    own = at_work.home / "with blank"
    own.mkdir()
    (own / "own.cjs").write_text("global.own = true")
    at_work.environ["NODE_OPTIONS"] = f'--require "{own / "own.cjs"}"'
    at_work.write({"build.js": "process.exit(global.own ? 0 : 1)"})
    used = run(at_work)
    assert used.exit_code == 0
    assert used.nodes


@pytest.mark.network
def test_a_global_package_is_told_with_the_script_that_ran_it(at_work: Developer) -> None:
    (at_work.home / ".npmrc").write_text("prefix=${HOME}/.global\n")
    at_work.run("npm", "install", "--global", *QUIET, "rimraf@5.0.10")
    at_work.before = (at_work.home / ".global/bin",)
    at_work.write({"package.json": {"name": "demo", "version": "1.0.0", "scripts": {"build": "rimraf dist && ls"}}})
    found = {each.name: each for each in run(at_work).programs}
    rimraf = found["rimraf"]
    assert (rimraf.package, rimraf.version, rimraf.ran, rimraf.scripts) == ("rimraf", "5.0.10", True, ("build",))
    assert rimraf.path == "~/.global/bin/rimraf"
    assert not found["ls"].ran


def test_a_trace_that_the_project_forges_is_no_more_than_said(at_work: Developer) -> None:
    at_work.write(
        {
            "build.js": """
const fs = require('fs')
const file = process.env.BUILDCHECK_USE_TRACE
fs.rmSync(file, { force: true })
fs.symlinkSync('/etc/passwd', file)
"""
        }
    )
    used = run(at_work)
    assert (used.exit_code, used.nodes) == (0, ())
    assert "root:" not in msgspec.json.encode(used).decode()


def test_the_record_is_shown_and_kept(at_work: Developer) -> None:
    package(at_work.project.parent / "node_modules", "left-pad")
    at_work.write({"build.js": "require('left-pad')"})
    machine = observe_command(at_work.project, ("npm", "run", "build"), at_work.env())
    assert msgspec.json.decode(msgspec.json.encode(machine), type=Machine) == machine
    text = render(machine, View(width=100))
    assert "left-pad 1.3.0" in text
    assert text.rstrip().endswith("of the system.")


pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm on this machine")
