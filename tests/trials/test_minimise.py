"""A failing project made smaller: what is left fails in the same way, and nothing of it can go."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.yaml_text import document
from buildcheck.model.minimised import Minimised
from buildcheck.model.settings import Settings
from buildcheck.pipeline.minimise import Wanted, minimise
from buildcheck.reports.minimised import render
from buildcheck.reports.view import View
from buildcheck.survey.locks.pnpm import differences
from buildcheck.trials import pnpm_without
from buildcheck.trials.likely import around, asked_for, named_in
from buildcheck.trials.npm_without import lock_without, manifest_without
from tests.bundle.parts import checkout, packed, saved
from tests.cases import FIXTURES

LOCKED = "project/pnpm-lock.yaml"
LOCAL = Settings(engine="local", env="none", offline=True)


def project(folder: Path, files: dict[str, str], *, build: str = "node build.js") -> Path:
    """A project that needs no package, so that no registry is asked."""
    manifest = {"name": "demo", "version": "1.0.0", "private": True, "scripts": {"build": build}}
    lock = {"name": "demo", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": {"": manifest}}
    documents = {"package.json": json.dumps(manifest), "package-lock.json": json.dumps(lock)}
    for path, content in {**documents, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def shrunk(folder: Path, out: Path, *, builds: int = 40) -> Minimised:
    wanted = Wanted(folder=out, builds=builds, seconds=600)
    return minimise(folder, LOCAL, lambda event: None, wanted)


@pytest.mark.network
def test_what_fails_is_left(tmp_path: Path) -> None:
    files = {
        "build.js": "require('./src/app/one.js')\n",
        "src/app/one.js": "require('../lib/two.js')\n",
        "src/lib/two.js": "require('./absent-4711.js')\n",
        "run.sh": "#!/bin/sh\n",
        **{f"docs/{number}.md": "words\n" for number in range(6)},
        **{f"src/app/other{number}.js": "1\n" for number in range(3)},
    }
    found = shrunk(project(tmp_path / "whole", files), tmp_path / "least")
    kept = {"build.js", "package-lock.json", "package.json", "src/app/one.js", "src/lib/two.js"}
    assert (
        set(found.kept)
        == kept
        == {
            path.relative_to(tmp_path / "least").as_posix()
            for path in (tmp_path / "least").rglob("*")
            if path.is_file()
        }
    )
    assert found.minimal
    assert found.failure.cause == "module-not-found-file"
    assert "absent-#.js" in found.failure.line
    assert found.builds <= 10
    assert "absent-4711.js" in found.line
    again = shrunk(tmp_path / "least", tmp_path / "again")
    assert set(again.kept) == kept
    assert again.failure == found.failure
    assert "5 of 15" in render(found, View())


@pytest.mark.network
def test_a_failure_that_needs_no_file(tmp_path: Path) -> None:
    folder = project(tmp_path / "whole", {"a.js": "1", "b/c.js": "2"}, build="no-such-command")
    found = shrunk(folder, tmp_path / "least")
    assert set(found.kept) == {"package.json", "package-lock.json"}


@pytest.mark.network
def test_nothing_is_taken_away_that_would_be_an_error_more(tmp_path: Path) -> None:
    build = (
        "for (const each of ['./absent.js', './two.js']) try { require(each) } catch (error) {\n"
        "  console.error('Error: ' + error.message.split('\\n')[0]);\n  process.exitCode = 1;\n}\n"
    )
    folder = project(tmp_path / "whole", {"build.js": build, "two.js": "1", "three.js": "1"})
    found = shrunk(folder, tmp_path / "least")
    assert set(found.kept) == {"build.js", "two.js", "package.json", "package-lock.json"}


@pytest.mark.network
def test_the_project_of_a_bundle(tmp_path: Path) -> None:
    folder = project(tmp_path / "whole", {"build.js": "require('./absent.js')\n", "docs/a.md": "words"})
    bundle = saved(packed(folder, settings=LOCAL).members, tmp_path / "bundle")
    folder.rename(tmp_path / "gone")
    assert set(shrunk(bundle, tmp_path / "least").kept) == {"build.js", "package.json", "package-lock.json"}


@pytest.mark.network
def test_the_limit_is_said(tmp_path: Path) -> None:
    files = {f"{number}.js": "1" for number in range(20)}
    needed = "for (let i = 0; i < 20; i++) require(`./${i}.js`);\nthrow new Error('all are here')\n"
    found = shrunk(project(tmp_path / "whole", {**files, "build.js": needed}), tmp_path / "least", builds=4)
    assert not found.minimal
    assert found.builds == 4
    assert any("4 builds" in each for each in found.why_not)
    assert len(found.kept) == 23


@pytest.mark.network
def test_what_builds_has_nothing_to_shrink(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        shrunk(project(tmp_path / "whole", {"build.js": "1"}), tmp_path / "least")
    assert "It builds" in error.value.what
    assert not (tmp_path / "least").exists()


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        shrunk(project(tmp_path / "whole", {}), tmp_path)
    assert "there already" in error.value.what


PNPM = """\
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@scope/a':
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      b:
        specifier: 2.0.0
        version: 2.0.0
    devDependencies:
      c:
        specifier: 3.0.0
        version: 3.0.0

  web:
    dependencies:
      b:
        specifier: 2.0.0
        version: 2.0.0

packages:

  b@2.0.0:
    resolution: {integrity: sha512-x}
"""
OLD_PNPM = """\
lockfileVersion: 5.4
specifiers:
  a: 1.0.0
  b: 2.0.0
dependencies:
  a: 1.0.0
devDependencies:
  b: 2.0.0
packages:
  /b/2.0.0:
    dev: true
"""


def test_pnpm_is_told_no_more_of_what_nobody_requires() -> None:
    assert pnpm_without.lock_without(PNPM, ()) == PNPM
    left = document(pnpm_without.lock_without(PNPM, {"@scope/a", "c"}))
    b = {"specifier": "2.0.0", "version": "2.0.0"}
    assert left["importers"] == {".": {"dependencies": {"b": b}}, "web": {"dependencies": {"b": b}}}
    left = document(pnpm_without.lock_without(PNPM, {"b"}))
    assert left["importers"]["web"] == {}
    assert [*left["importers"]["."]["dependencies"]] == ["@scope/a"]
    assert left["packages"] == document(PNPM)["packages"]


def test_an_older_lockfile_of_pnpm_has_specifiers_apart() -> None:
    left = pnpm_without.lock_without(OLD_PNPM, {"b"})
    assert left == OLD_PNPM.replace("  b: 2.0.0\ndep", "dep").replace("devDependencies:\n  b: 2.0.0\n", "")


@pytest.mark.parametrize("text", ["{", "[" * 500, "a: &a [*a]", "importers: {.: {dependencies: {b: {}}}}"])
def test_what_is_no_lockfile_of_pnpm_is_left(text: str) -> None:
    assert pnpm_without.lock_without(text, {"x"}) == text


@pytest.mark.parametrize("name", sorted(each.name for each in FIXTURES.glob("*") if (each / LOCKED).is_file()))
def test_pnpm_would_install_what_is_left(name: str, tmp_path: Path) -> None:
    folder = shutil.copytree((FIXTURES / name / LOCKED).parent, tmp_path / "project", symlinks=True)
    with load(folder) as project:
        refused = {each.words for each in differences(project, project.lockfiles[0])}
        manifests = (project.root_manifest, project.manifest, *project.member_manifests)
        paths = {each.path for each in manifests}
        names = sorted({each.name for each in project.root_manifest.requirements})[::2]
    for path in paths:
        content = manifest_without(json.loads((folder / path).read_text()), names)
        (folder / path).write_text(json.dumps(content))
    lock = folder / "pnpm-lock.yaml"
    lock.write_text(pnpm_without.lock_without(lock.read_text(), names))
    with load(folder) as project:
        assert {each.words for each in differences(project, project.lockfiles[0])} <= refused


@pytest.fixture
def app(tmp_path: Path) -> Path:
    files = {
        "web/package.json": '{"name": "web", "scripts": {"build": "tsc && next build"}, '
        '"dependencies": {"next": "15.1.0"}}',
        "web/package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/typescript": {"version": "5.0.0", '
        '"bin": {"tsc": "bin/tsc"}}}}',
        "web/tsconfig.json": "{}",
        "web/app/layout.tsx": "export default function L() {}",
        "web/app/page.tsx": "import '../lib/one'",
        "web/lib/one.ts": "import x from 'shop'; import './two'",
        "web/lib/two.ts": "import 'zod'",
        "docs/a.md": "",
    }
    return checkout(tmp_path, files) / "web"


def test_what_a_log_is_about_comes_first(app: Path) -> None:
    with load(app) as project:
        named = named_in(project, "Failed\n./lib/one.ts:1:1\nModule not found")
        assert named == {"web/lib/one.ts"}
        near, far = around(project, named)
        assert near == {"web/lib/one.ts", "web/package.json", "web/package-lock.json", "web/tsconfig.json"}
        assert far - near == {"web/lib/two.ts", "web/app/page.tsx", "web/app/layout.tsx"}
        assert around(project, named_in(project, "Killed")) == ()


def test_packages_that_files_and_scripts_name_come_first(app: Path) -> None:
    with load(app) as project:
        names = ("next", "typescript", "shop", "zod", "left-pad")
        assert asked_for(project, ["web/lib/one.ts", "web/package.json"], names) == {"next", "typescript", "shop"}


LOCK: dict[str, Any] = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"a": "1", "b": "1"}, "workspaces": ["web"]},
        "web": {"devDependencies": {"c": "1", "b": "1"}},
        "node_modules/web": {"resolved": "web", "link": True},
        "node_modules/a": {"dependencies": {"shared": "1", "deep": "1"}},
        "node_modules/a/node_modules/deep": {"dependencies": {"shared": "1"}},
        "node_modules/b": {"optionalDependencies": {"fsevents": "1"}, "peerDependencies": {"peer": "1"}},
        "node_modules/fsevents": {},
        "node_modules/peer": {},
        "node_modules/shared": {"resolved": "https://registry.example.test/shared-1.0.0.tgz"},
        "node_modules/deep": {},
        "web/node_modules/c": {"dependencies": {"deep": "1"}},
    },
}


@pytest.mark.parametrize(
    ("without", "gone"),
    [
        ((), set()),
        (("a",), {"node_modules/a", "node_modules/a/node_modules/deep", "node_modules/shared"}),
        (("b",), {"node_modules/b", "node_modules/fsevents", "node_modules/peer"}),
        (("c",), {"web/node_modules/c", "node_modules/deep"}),
    ],
)
def test_what_only_a_removed_package_needs_goes(without: tuple[str, ...], gone: set[str]) -> None:
    left = lock_without(LOCK, without)["packages"]
    # Nothing requires the member of the workspace, whose link npm makes all the same.
    assert {*LOCK["packages"]} - {*left} == gone
    assert all(each not in left[""].get("dependencies", {}) for each in without)


def test_a_section_without_packages_goes() -> None:
    manifest = {"name": "x", "dependencies": {"a": "1"}, "devDependencies": {"b": "1"}}
    assert manifest_without(manifest, {"a"}) == {"name": "x", "devDependencies": {"b": "1"}}
