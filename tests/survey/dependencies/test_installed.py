"""This machine's node_modules: names and versions, through links only where they stay inside."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.model.survey import Installed
from buildcheck.survey.dependencies.installed import read_installed


def put(folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": version}), "utf-8")


def read(source: Path) -> Installed | None:
    (source / "package.json").write_text("{}", "utf-8")
    with load(source) as project:
        return read_installed(project)


def test_names_versions_and_commands(tmp_path: Path) -> None:
    source = tmp_path / "above" / "source"
    modules = source / "node_modules"
    put(modules / "a", "1.0.0")
    put(modules / "@scope" / "b", "2.0.0")
    put(modules / ".pnpm" / "c@3.0.0" / "node_modules" / "c", "3.0.0")
    (modules / "c").symlink_to(Path(".pnpm/c@3.0.0/node_modules/c"))
    (modules / ".bin").mkdir()
    (modules / ".bin" / "run-a").write_text("", "utf-8")
    (modules / "broken").mkdir()
    put(tmp_path / "above" / "node_modules" / "d", "4.0.0")
    found = read(source)
    assert found is not None
    assert found.top == {"a": "1.0.0", "@scope/b": "2.0.0", "c": "3.0.0", "broken": None}
    assert (found.above["d"], found.bins) == ("4.0.0", ("run-a",))


def test_a_link_that_leads_out_is_named_and_not_followed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    put(tmp_path / "elsewhere" / "linked", "9.9.9")
    (source / "node_modules").mkdir(parents=True)
    (source / "node_modules" / "linked").symlink_to(tmp_path / "elsewhere" / "linked")
    (source / "node_modules" / "@scope").symlink_to(tmp_path / "elsewhere")
    found = read(source)
    assert found is not None
    assert found.top == {"linked": None}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_nobody_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "node_modules/x").mkdir(parents=True)
    os.mkfifo(tmp_path / "node_modules/x/package.json")
    found = read(tmp_path)
    assert found is not None
    assert found.top == {"x": None}
