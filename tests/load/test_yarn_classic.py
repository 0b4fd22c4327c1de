"""Yarn 1's own format: written by a printer of our own, read back by the parser; and a lockfile that Yarn made."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.load.locked import LockError
from buildcheck.load.yarn_classic import parse_yarn_classic, read_yarn_classic

_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
_ENTRY = st.tuples(
    st.lists(_TEXT, min_size=1, max_size=3),
    st.dictionaries(_TEXT, _TEXT | st.dictionaries(_TEXT, _TEXT, min_size=1, max_size=3), max_size=4),
)


def word(text: str) -> str:
    """As Yarn's stringify: bare where that is safe, else a JSON string."""
    bare = re.fullmatch(r"[a-zA-Z][a-zA-Z0-9./^~_-]*", text) and not text.startswith(("true", "false"))
    return text if bare else json.dumps(text, ensure_ascii=False)


def printed(entries: list[tuple[list[str], dict[str, str | dict[str, str]]]]) -> str:
    lines = ["# yarn lockfile v1", ""]
    for patterns, fields in entries:
        lines.append(", ".join(map(word, patterns)) + ":")
        for key, value in fields.items():
            if isinstance(value, dict):
                lines.append(f"  {word(key)}:")
                lines += [f"    {word(name)} {word(each)}" for name, each in value.items()]
            else:
                lines.append(f"  {word(key)} {word(value)}")
        lines.append("")
    return "\n".join(lines)


@given(st.lists(_ENTRY, max_size=4))
def test_what_was_printed_is_read_back(entries: list[tuple[list[str], dict[str, str | dict[str, str]]]]) -> None:
    assert parse_yarn_classic(printed(entries)) == [(tuple(patterns), fields) for patterns, fields in entries]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        entries = parse_yarn_classic(text)
    except LockError:
        return
    assert all(patterns for patterns, _ in entries)


def test_packages_aliases_hosts_and_what_a_spec_is_locked_to() -> None:
    text = """# yarn lockfile v1


"@a/b@^1.0.0", "@a/b@^1.2.0":
  version "1.2.3"
  resolved "https://registry.example.test/@a/b/-/b-1.2.3.tgz#abc"
  integrity sha512-xyz
  dependencies:
    c "^1.0.0"

alias@npm:real@^2:
  version "2.0.1"
  resolved "https://mirror.example.test:8443/real.tgz"
"""
    locked = read_yarn_classic("yarn.lock", text)
    assert [(each.name, each.version, each.host) for each in locked.lockfile.packages or ()] == [
        ("@a/b", "1.2.3", "registry.example.test"),
        ("real", "2.0.1", "mirror.example.test:8443"),
    ]
    assert locked.by_spec["@a/b@^1.2.0"] == "1.2.3"
    assert locked.lockfile.importers is None


@pytest.mark.network
def test_a_lockfile_that_yarn_made(tmp_path: Path) -> None:
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("no npx on this machine")
    manifest = {"name": "x", "version": "1.0.0", "dependencies": {"semver": "^7.5.0", "two": "npm:ms@2.1.2"}}
    (tmp_path / "package.json").write_text(json.dumps(manifest))
    argv = [npx, "--yes", "yarn@1.22.22", "install", "--ignore-scripts", "--no-progress"]
    subprocess.run(argv, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    locked = read_yarn_classic("yarn.lock", (tmp_path / "yarn.lock").read_text())
    for name, folder in {"semver@^7.5.0": "semver", "two@npm:ms@2.1.2": "two"}.items():
        installed = json.loads((tmp_path / "node_modules" / folder / "package.json").read_text())
        assert locked.by_spec[name] == installed["version"]
    assert {each.name for each in locked.lockfile.packages or ()} >= {"semver", "ms"}
