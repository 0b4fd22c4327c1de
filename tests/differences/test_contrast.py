"""Two machines, two bundles, two commits: what differs, by kind and weight."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from buildcheck.errors import UsageError
from buildcheck.model.difference import ContrastReport
from buildcheck.model.machine import CommandPlace
from buildcheck.pipeline.contrast import contrast
from buildcheck.reports.contrast import render
from buildcheck.reports.json import encode
from buildcheck.reports.view import View
from tests.bundle.parts import FILES, MANIFEST_JSON, checkout, packed, saved
from tests.observe.machines import MANIFEST, Developer


def told(found: ContrastReport, *weights: str) -> set[tuple[str, str, str | None, str | None]]:
    return {
        (each.kind, each.subject, each.first, each.second)
        for each in found.contrasts
        if not weights or each.weight in weights
    }


def test_two_machines(tmp_path: Path) -> None:
    files = []
    for name, setting in (("one", "audit=false\n"), ("two", "legacy-peer-deps=true\n")):
        machine = Developer(tmp_path / name)
        machine.write({"package.json": MANIFEST, "a.js": "process.env.API_KEY"}, commit=True)
        (machine.home / ".npmrc").write_text(setting)
        machine.environ |= {"API_KEY": "x"} if name == "two" else {}
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(encode(machine.snapshot()))
    found = contrast(str(files[0]), str(files[1]), tmp_path)
    assert found.compared == ("machine",)
    assert told(found, "breaks", "may-break", "changes") == {
        ("setting", "npm legacy-peer-deps", None, "true"),
        ("variable", "API_KEY", None, "set by the shell"),
    }
    assert ("setting", "npm audit", "false", None) in told(found, "harmless")
    assert "1 harmless difference not listed" in render(found, View())


def test_a_machine_and_itself(developer: Developer, tmp_path: Path) -> None:
    developer.write({"package.json": MANIFEST}, commit=True)
    (tmp_path / "machine.json").write_text(encode(developer.snapshot()))
    found = contrast(str(tmp_path / "machine.json"), str(tmp_path / "machine.json"), tmp_path)
    assert found.contrasts == ()
    assert "Nothing differs" in render(found, View())


def test_a_command_that_one_project_uses_says_nothing_of_the_other_machine(
    developer: Developer, tmp_path: Path
) -> None:
    developer.write({"package.json": MANIFEST}, commit=True)
    used = CommandPlace(name="turbo", origin="nowhere", scripts=("build",))
    there = msgspec.structs.replace(used, origin="global", package="turbo", version="2.0.0")
    for name, commands in (("none", ()), ("lacks", (used,)), ("has", (there,))):
        machine = msgspec.structs.replace(developer.snapshot(), commands=commands)
        (tmp_path / f"{name}.json").write_text(encode(machine))
    lacks, none, has = (str(tmp_path / f"{name}.json") for name in ("lacks", "none", "has"))
    assert told(contrast(lacks, none, tmp_path), "harmless") == {("undeclared-global", "turbo", "not found", None)}
    decides = ("undeclared-global", "turbo", "not found", "global: turbo 2.0.0")
    assert told(contrast(lacks, has, tmp_path), "breaks") == {decides}


def test_two_commits(tmp_path: Path) -> None:
    changed = MANIFEST_JSON.replace("node build.js", "node make.js").replace("}}", '}, "engines": {"node": "20"}}')
    checkout(tmp_path, {**FILES, "lib/a.js": "1", "README.md": "a"})
    checkout(
        tmp_path, {"package.json": changed, "lib/a.js": "process.env.TOKEN", "README.md": "b", ".npmrc": "force=true"}
    )
    found = contrast("HEAD~1", "HEAD", tmp_path)
    assert found.compared == ("plan", "files", "project")
    by = {(kind, subject): (first, second) for kind, subject, first, second in told(found)}
    assert by["setting", "package.json scripts.build"] == ("node build.js", "node make.js")
    assert by["setting", ".npmrc force"] == (None, "true")
    assert by["version", "node"][1] == "20.20.2"
    assert ("file", "README.md") in {each[:2] for each in told(found, "harmless")}
    assert ("file", "lib/a.js") in {each[:2] for each in told(found, "changes")}
    assert [each.weight for each in found.contrasts] == sorted(
        (each.weight for each in found.contrasts), key=("breaks", "may-break", "changes", "harmless").index
    )


def test_two_bundles(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, files in ((first, {**FILES, "lib/a.js": ""}), (second, FILES)):
        folder.mkdir()
        checkout(folder, files)
    names = [str(saved(packed(each).members, tmp_path / f"{each.name}.bundle")) for each in (first, second)]
    found = contrast(names[0], names[1], tmp_path)
    assert found.compared == ("machine", "plan", "run", "files", "project")
    assert ("build-output", "import-not-found build.js", None, "error") in told(found)
    assert [each[:2] for each in told(found) if each[0] == "file"] == [("file", "lib/a.js")]


def test_what_has_nothing_in_common(tmp_path: Path, developer: Developer) -> None:
    developer.write({"package.json": MANIFEST}, commit=True)
    (tmp_path / "machine.json").write_text(encode(developer.snapshot()))
    with pytest.raises(UsageError) as error:
        contrast("HEAD", str(tmp_path / "machine.json"), developer.project)
    assert "nothing in common" in error.value.what


@pytest.mark.parametrize("name", ["--upload-pack=touch /tmp/x", "no-such-commit", "HEAD:package.json", ""])
def test_what_is_no_commit(name: str, tmp_path: Path) -> None:
    checkout(tmp_path, FILES)
    with pytest.raises(UsageError):
        contrast("HEAD", name, tmp_path)


def test_a_file_that_is_neither(tmp_path: Path) -> None:
    checkout(tmp_path, FILES)
    (tmp_path / "odd").write_text("x")
    with pytest.raises(UsageError) as error:
        contrast(str(tmp_path / "odd"), "HEAD", tmp_path)
    assert "no snapshot, no bundle and no commit" in error.value.what


def test_the_folder_of_an_app_in_a_repository(tmp_path: Path) -> None:
    checkout(tmp_path, {f"apps/web/{path}": content for path, content in FILES.items()})
    (tmp_path / "apps/web/new.js").write_text("1")
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.test"]
    subprocess.run(["git", *identity, "commit", "-qm", "x"], cwd=tmp_path, check=True)
    found = contrast("HEAD~1", "HEAD", tmp_path / "apps/web")
    assert told(found) == {("file", "apps/web/new.js", None, msgspec.structs.asdict(found.contrasts[0])["second"])}
