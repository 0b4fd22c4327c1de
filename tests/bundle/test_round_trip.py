"""What is said of a project is said of the one in its bundle, and a run in a bundle gives the same answer again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from buildcheck.bundle.archive import read, written
from buildcheck.bundle.compare import compare
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.open import opened, seen
from buildcheck.bundle.pack import Parts, pack
from buildcheck.bundle.terms import Here, settings_for
from buildcheck.bundle.unpack import unpack
from buildcheck.errors import UsageError
from buildcheck.judge import judge
from buildcheck.load import load
from buildcheck.model.bundle import Bundle
from buildcheck.model.check import Evidence
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.observe import observe
from buildcheck.pipeline import TOOL, replay
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app
from tests.bundle.parts import FILES, checkout, packed, saved, signed
from tests.cases import case_names, check_out, read_case

# Those of which the disk or git says more than the clean source does, and those whose values are replaced.
TOLD_BY_MORE = [
    name
    for name in case_names()
    if (case := read_case(name)).disk or case.untracked or case.index or name.startswith(("env-weak", "env-dollar"))
]


@pytest.mark.parametrize("name", TOLD_BY_MORE)
def test_the_files_in_a_bundle_tell_the_same(name: str, tmp_path: Path) -> None:
    case = read_case(name)
    folder = check_out(name, tmp_path / "project") / case.path
    settings = Settings(source="head" if "head" in case.options else "working-tree")
    with load(folder, source=settings.source) as project:
        plan = make_plan(project, settings)
        facts = survey(project, plan.manager)
        there = judge(Evidence(project=project, survey=facts, plan=plan), tool=TOOL)
        machine = observe(project, facts, {"HOME": str(tmp_path), "PATH": "/usr/bin"}, find_built_app)
        parts = Parts(
            project=project, survey=facts, plan=plan, machine=machine, report=there, settings=settings, sources=True
        )
        contents = unpack(saved(pack(parts, Guard({}), limit=2**28).members, tmp_path / "bundle"))
    with opened(contents) as project:
        again = make_plan(project, settings)
        facts = seen(survey(project, again.manager), contents.bundle.beside)
        here = judge(Evidence(project=project, survey=facts, plan=again), tool=TOOL)
    assert again == contents.plan == plan
    assert [each for each in compare(contents, there, here, settings) if each.decides] == []
    assert [each.message for each in here.findings] == [each.message for each in there.findings]


def test_equal_runs_give_equal_bytes(tmp_path: Path) -> None:
    checkout(tmp_path, {**FILES, "lib/a.js": "", ".env": "A=hunter2hunter2\n"})
    first, second = (packed(tmp_path) for _ in range(2))
    same = {name: first.members[name] for name in first.members if name not in ("machine.json", "bundle.json")}
    assert same == {name: second.members[name] for name in same}
    assert written(first.members) == written(dict(reversed(first.members.items())))


def test_a_bundle_without_its_source(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    value = "q7W8e9R0t1Y2"
    files = {"lib/a.js": "", "lib/b.js": f"pay('{value}')", ".env": "A=hunter2hunter2\n", ".npmrc": "force=true\n"}
    checkout(folder, {**FILES, **files})
    # Only the machine that made the bundle knows that it is a secret.
    file = saved(packed(folder, sources=False, guard={"API_KEY": value}).members, tmp_path / "bundle")
    held = {name for name in read(file) if name.startswith("source/")}
    assert held == {"source/package.json", "source/package-lock.json", "source/.npmrc"}
    contents = unpack(file)
    with pytest.raises(UsageError) as error, opened(contents):
        pass
    assert "--source" in error.value.do
    with opened(contents, folder) as project:
        assert replay.differing_source(contents, project) == ()
    (folder / "lib/a.js").write_text("changed")
    (folder / "build.js").unlink()
    (folder / ".env").write_text("A=soccer3soccer3\n")
    with opened(contents, folder) as project:
        found = replay.differing_source(contents, project)
    assert [(each.subject, each.there, each.here) for each in found] == [
        ("build.js", "there", "not there"),
        ("lib/a.js", "another content", "this content"),
    ]


def test_a_snapshot_is_no_run(tmp_path: Path) -> None:
    checkout(tmp_path, FILES)
    one = packed(tmp_path)
    bundle: Bundle = msgspec.structs.replace(one.bundle, kind="snapshot")
    file = saved(signed(bundle, one.members), tmp_path / "bundle")
    with pytest.raises(UsageError) as error:
        replay.replay(file, Here(), lambda event: None)
    assert "nothing to replay" in error.value.what


def test_a_bundle_of_too_much_is_not_written(tmp_path: Path) -> None:
    checkout(tmp_path, {**FILES, "big.bin": "x" * 5000, "small.bin": "x"})
    with pytest.raises(UsageError) as error:
        packed(tmp_path, limit=4000)
    assert "big.bin (5,000)" in error.value.why


@pytest.mark.parametrize(
    ("told", "here", "expected"),
    [
        (Settings(network="open", memory=2**50), Here(), Settings()),
        (
            Settings(network="none", memory=2**30, timeout=60),
            Here(),
            Settings(network="none", memory=2**30, timeout=60),
        ),
        (Settings(network="known"), Here(network="open"), Settings(network="open")),
        (Settings(allow_hosts=("10.0.0.1",), registry_auth=("a.test",), ca_file="/etc/x"), Here(), Settings()),
        (Settings(engine="local", cache=False), Here(), Settings()),
        (Settings(env="file:/etc/shadow"), Here(), Settings(env="synthetic")),
        (Settings(env="none", seed="7", node="20"), Here(), Settings(env="none", seed="7", node="20")),
        (Settings(env="none"), Here(env="file:mine"), Settings(env="file:mine")),
    ],
)
def test_a_bundle_may_ask_for_less_and_never_for_more(told: Settings, here: Here, expected: Settings) -> None:
    assert settings_for(told, here) == expected


PROGRAM = str(Path(sys.executable).with_name("buildcheck"))
TYPED = (
    'pwd; id -u; cat half.txt; echo; echo "token ${#API_TOKEN}"; '
    'eval "$BUILDCHECK_STEP" 2>&1 | grep "Cannot find"; (exit 7)'
)


@pytest.mark.engine
@pytest.mark.network
def test_a_run_again_on_another_machine(tmp_path: Path) -> None:
    """Another home, another time zone, another folder, and a repository of which nothing is left."""
    folder = tmp_path / "project"
    folder.mkdir()
    files = {
        **FILES,
        ".gitignore": "lib/\n",
        ".env": "SECRET_SALT=hunter2hunter2\n",
        "build.js": "const size = process.env.API_TOKEN.length;\n"
        "require('fs').writeFileSync('half.txt', 'half ' + size);\nrequire('./lib/a.js')\n",
    }
    checkout(folder, files, untracked={"lib/b.js": ""})
    (folder / "lib/a.js").write_text("")
    environ = {**os.environ, "NO_COLOR": "1"}
    bundle = tmp_path / "bundle"
    subprocess.run(["git", "rm", "-rq", "--cached", "lib"], cwd=folder, check=False, capture_output=True)
    verify = [PROGRAM, "verify", "--engine=docker", "--quiet", "--no-cache", "--bundle", str(bundle), str(folder)]
    first = subprocess.run(verify, capture_output=True, text=True, check=False, env=environ)
    assert first.returncode == 1, first.stderr
    folder.rename(tmp_path / "gone")
    (tmp_path / "home").mkdir()
    answer = tmp_path / "replay.json"
    # What the daemon holds is known by the cache: another one would make images and trees anew, and forget them.
    cache = os.environ.get("BUILDCHECK_CACHE_DIR") or str(Path.home() / ".cache/buildcheck")
    other = {**environ, "HOME": str(tmp_path / "home"), "TZ": "Asia/Tokyo", "BUILDCHECK_CACHE_DIR": cache}
    again = [PROGRAM, "replay", str(bundle), "--engine=docker", "--quiet", "--format", f"json={answer}"]
    done = subprocess.run(again, capture_output=True, text=True, check=False, env=other, cwd=tmp_path / "home")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "same: fail" in done.stdout
    there, here = (
        msgspec.convert(msgspec.json.decode(answer.read_bytes())[name], Report) for name in ("there", "report")
    )
    errors = [[each.check for each in report.findings if each.severity == "error"] for report in (there, here)]
    assert errors == [["import-ignored"]] * 2
    shell = [PROGRAM, "replay", str(bundle), "--shell", "--engine=docker", "--quiet"]
    typed = subprocess.run(shell, input=TYPED, capture_output=True, text=True, check=False, env=other)
    assert typed.returncode == 7, typed.stderr
    lines = typed.stdout.splitlines()
    assert lines[:2] == ["/work", "10001"]
    assert lines[2].startswith("half ")
    assert lines[3].startswith("token ")
    assert lines[3] != "token 0"
    assert "./lib/a.js" in lines[4]
