"""Which packages want install scripts, read from real trees by the probe, and which of them a policy blocks."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from buildcheck.engines.install_scripts import PROBE, folders, judge_scripts, read_wanted
from buildcheck.model.plan import ScriptPolicy
from tests.parts import plan

ROOT = Path(__file__).parents[2]


def package(folder: Path, name: str, **more: object) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0", **more}))


def wanted(*roots: Path) -> tuple[str, ...] | None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    probe = ROOT / "buildcheck" / "probes" / PROBE
    done = subprocess.run([node, str(probe), *map(str, roots)], capture_output=True, text=True, check=True)
    return read_wanted(done.stdout)


SCRIPTS = {"postinstall": "node x.js"}


def test_packages_are_found_in_every_layout(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    package(modules / "flat", "flat", scripts=SCRIPTS)
    package(modules / "flat" / "node_modules" / "nested", "nested", scripts={"install": "true"})
    package(modules / "@scope" / "scoped", "@scope/scoped", scripts={"preinstall": "true"})
    package(modules / ".pnpm" / "isolated@1.0.0" / "node_modules" / "isolated", "isolated", scripts=SCRIPTS)
    package(tmp_path / ".yarn" / "unplugged" / "plug-npm-1" / "node_modules" / "plug", "plug", scripts=SCRIPTS)
    package(tmp_path / "app" / "node_modules" / "own", "own", scripts=SCRIPTS)
    names = ("@scope/scoped", "flat", "isolated", "nested", "own", "plug")
    assert wanted(tmp_path, tmp_path / "app") == tuple(f"{name}@1.0.0" for name in names)


def test_a_package_with_a_binding_gyp_is_compiled_unless_it_says_no(tmp_path: Path) -> None:
    for name, more in (("native", {}), ("built", {"gypfile": False})):
        package(tmp_path / "node_modules" / name, name, **more)
        (tmp_path / "node_modules" / name / "binding.gyp").write_text("{}")
    package(tmp_path / "node_modules" / "plain", "plain", scripts={"test": "true"})
    assert wanted(tmp_path) == ("native@1.0.0",)


def test_hostile_trees_are_survived(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    package(modules / "loop", "loop", scripts=SCRIPTS)
    (modules / "loop" / "node_modules").symlink_to(modules)
    package(modules / "odd", "\x1b[31mred", scripts=SCRIPTS)
    package(modules / "list", "list", scripts=["postinstall"])
    package(modules / "nameless", "nameless", scripts=SCRIPTS)
    (modules / "nameless" / "package.json").write_text(json.dumps({"scripts": SCRIPTS}))
    (modules / "broken").mkdir()
    (modules / "broken" / "package.json").write_text("{")
    package(modules / "folder" / "package.json", "inner")
    for text in ("null", "[]", '"x"'):
        (modules / f"p{len(text)}").mkdir()
        (modules / f"p{len(text)}" / "package.json").write_text(text)
    assert wanted(tmp_path) == ("loop@1.0.0",)


def test_no_answer_is_unknown_and_not_none_at_all() -> None:
    assert read_wanted("") is None
    assert read_wanted("[]") == ()


@pytest.mark.parametrize(
    ("policy", "blocked"),
    [
        (ScriptPolicy(default="run", reason="r"), ()),
        (ScriptPolicy(default="run", reason="r", denied=("a",)), ("a@1.0.0",)),
        (ScriptPolicy(default="block", reason="r"), ("a@1.0.0", "@s/b@2.0.0")),
        (ScriptPolicy(default="block", reason="r", allowed=("@s/b",)), ("a@1.0.0",)),
        (ScriptPolicy(default="block", reason="r", allowed=("a@0.9.0 || 1.0.0", "@s/b@1.0.0")), ("@s/b@2.0.0",)),
    ],
)
def test_the_policy_decides(policy: ScriptPolicy, blocked: tuple[str, ...]) -> None:
    assert judge_scripts(("a@1.0.0", "@s/b@2.0.0"), policy).blocked == blocked


def test_the_folders_are_those_with_a_manifest() -> None:
    assert folders(plan()) == (".",)
