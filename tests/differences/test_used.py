"""What an observed build makes certain: run by real npm and Node on a machine, then held against a clean build."""

from __future__ import annotations

import json

import pytest

from buildcheck.model.difference import Difference
from buildcheck.model.settings import Settings
from buildcheck.pipeline.machine import diff
from buildcheck.pipeline.observe_command import observe_command
from tests.differences.conftest import install
from tests.observe.machines import QUIET, Developer

GLOBAL = "rimraf@5.0.10"


def observed(developer: Developer) -> tuple[Difference, ...]:
    """Run the build script here, watched, and give the differences, once the build has come to its end."""
    used = observe_command(developer.project, ("npm", "run", "build"), developer.env()).used
    assert used is not None
    assert used.exit_code == 0
    found = diff(developer.project, Settings(), developer.env(), used).differences
    return tuple(each for each in found if each.weight != "harmless")


def build(developer: Developer, script: str, *, command: str = "node build.js") -> None:
    """Have the project build by ``script``."""
    manifest = json.loads((developer.project / "package.json").read_text())
    files = {"package.json": manifest | {"scripts": {"build": command}}, "build.js": script}
    (developer.project / "node_modules/ms/index.js").write_text("module.exports = () => 1")
    developer.write(
        {each: json.dumps(text) if isinstance(text, dict) else text for each, text in files.items()}, commit=True
    )


def only(found: tuple[Difference, ...]) -> Difference:
    assert len(found) == 1, [(each.kind, each.subject) for each in found]
    return found[0]


def test_a_build_that_used_nothing_of_the_machine(developer: Developer) -> None:
    build(developer, "require('ms')")
    assert observed(developer) == ()


def test_a_package_that_files_do_not_name(developer: Developer) -> None:
    install(developer, "left-pad", "1.3.0", "../node_modules")
    (developer.project.parent / "node_modules/left-pad/index.js").touch()
    build(developer, "require('ms'); require(['left', 'pad'].join('-'))")
    assert developer.diff() == ()
    found = only(observed(developer))
    assert (found.kind, found.weight, found.subject, str(found.at)) == ("package", "breaks", "left-pad", "build.js")
    assert found.here == "build.js loaded left-pad 1.3.0 from ~/code/node_modules/left-pad."
    assert '"left-pad": "^1.3.0"' in (found.close or "")


def test_a_package_that_files_name_is_told_once(developer: Developer) -> None:
    install(developer, "left-pad", "1.3.0", "../node_modules")
    (developer.project.parent / "node_modules/left-pad/index.js").touch()
    build(developer, "require('ms'); require('left-pad')")
    found = only(observed(developer))
    assert found.here == "left-pad 1.3.0 lies in ~/code/node_modules. build.js loaded it."


def test_a_file_a_host_and_a_variable_that_files_do_not_name(developer: Developer) -> None:
    (developer.home / "shared.json").write_text("{}")
    developer.environ["ODD_NAME"] = "a value"
    build(
        developer,
        """require('ms')
require('fs').readFileSync(require('os').homedir() + '/shared.json')
require('net').connect({ host: '192.0.2.7', port: 4444 }).on('error', () => {}).destroy()
process.env[['ODD', 'NAME'].join('_')]
""",
    )
    found = {each.kind: each for each in observed(developer)}
    assert found.keys() == {"outside", "network", "variable"}
    assert found["outside"].here == "build.js read ~/shared.json."
    assert found["network"].close == "Let the build do without it, or allow it: --allow-host 192.0.2.7"
    assert found["variable"].here == "ODD_NAME is set in the environment, and build.js:4:12 read it."
    assert "a value" not in repr(found)


@pytest.mark.parametrize(("code", "weight"), [("process.env.KEY", "may-break"), ("process.env.KEY || 1", "changes")])
def test_a_variable_that_files_leave_to_the_server(developer: Developer, code: str, weight: str) -> None:
    build(developer, "require('ms'); require('./server.js').answer()")
    developer.write({"server.js": f"exports.answer = () => {code}\n"}, commit=True)
    developer.environ["KEY"] = "a value"
    found = next(each for each in observed(developer) if each.kind == "variable")
    assert (found.subject, found.weight) == ("KEY", weight)
    assert found.consequence == "`npm run build` read it when it was observed."


def test_a_file_that_code_of_the_build_output_reads(developer: Developer) -> None:
    (developer.home / "shared.json").write_text("{}")
    made = "require('fs').readFileSync(require('os').homedir() + '/shared.json')"
    build(developer, f"require('fs').writeFileSync('.next/a.js', {json.dumps(made)}); require('./.next/a.js')")
    manifest = json.loads((developer.project / "package.json").read_text())
    developer.write({"package.json": manifest | {"dependencies": {"ms": "2.1.3", "next": "15.5.9"}}}, commit=True)
    developer.write({".next/b.js": ""})
    found = [(each.subject, each.weight) for each in observed(developer) if each.kind == "outside"]
    assert found == [("~/shared.json", "may-break")]


@pytest.mark.network
def test_a_global_command_that_ran_is_certain(developer: Developer) -> None:
    (developer.home / ".npmrc").write_text("prefix=${HOME}/.global\n")
    developer.run("npm", "install", "--global", *QUIET, GLOBAL)
    developer.before = (developer.home / ".global/bin",)
    build(developer, "require('ms')", command="rimraf dist && node build.js")
    ran = only(observed(developer))
    assert (ran.kind, ran.weight, ran.subject) == ("undeclared-global", "breaks", "rimraf")
    assert ran.here == "`rimraf` is the global package rimraf 5.0.10 (~/.global/bin/rimraf). `build` ran it."


def test_a_lockfile_above_that_no_javascript_asked_for_is_folded_away(developer: Developer) -> None:
    (developer.project.parent / "yarn.lock").touch()
    manifest = json.loads((developer.project / "package.json").read_text())
    install(developer, "next", "15.5.9")
    developer.write({"package.json": manifest | {"dependencies": {"ms": "2.1.3", "next": "15.5.9"}}})
    build(developer, "require('ms')")
    assert "~/code/yarn.lock" in {each.subject for each in developer.diff()}
    assert "~/code/yarn.lock" not in {each.subject for each in observed(developer)}
    build(developer, "require('ms'); require('fs').existsSync('../yarn.lock')")
    assert "~/code/yarn.lock" in {each.subject for each in observed(developer)}
