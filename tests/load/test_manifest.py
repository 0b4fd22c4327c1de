"""package.json: what is read, and errors that name the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.errors import UsageError
from buildcheck.load import load
from buildcheck.load.manifest import parse_manifest
from tests.load.conftest import Content

Make = Callable[[dict[str, Content]], Path]


def test_fields_places_and_a_byte_order_mark() -> None:
    text = """\ufeff{
  "name": "app", "version": "1.2.3", "packageManager": "pnpm@9.1.0",
  "scripts": {"build": "next build", "bad": 1},
  "engines": {"node": ">=20"},
  "dependencies": {
    "next": "^15.0.0"
  },
  "devDependencies": {"next": "1", "vite": "^5"},
  "overrides": {"a": "1"}, "workspaces": {"packages": ["apps/*"], "nohoist": []}
}"""
    manifest = parse_manifest("apps/package.json", text.encode())
    assert (manifest.name, manifest.version, manifest.package_manager) == ("app", "1.2.3", "pnpm@9.1.0")
    assert (manifest.scripts, manifest.engines) == ({"build": "next build"}, {"node": ">=20"})
    assert manifest.workspaces == ("apps/*",)
    assert manifest.raw["overrides"] == {"a": "1"}
    places = {(each.name, each.section): str(each.at) for each in manifest.requirements}
    assert places[("next", "dependencies")] == "apps/package.json:6"
    assert places[("vite", "devDependencies")] == "apps/package.json:8"
    found = manifest.requirement("next")
    assert found is not None
    assert found.spec == "^15.0.0"


@pytest.mark.parametrize(
    ("content", "what", "why"),
    [
        (b'{\n  "name": "a",\n  "scripts": {,}\n}\n', "package.json:3:15: not valid JSON", '"scripts": {,}'),
        (b"", "package.json:1:1", "empty"),
        (b"[]", "not an object", ""),
        (b'{"a": NaN}', "NaN", ""),
        (b'{"a": "\\ud800"}', "not valid JSON", ""),
        (b'{\n"a": "\xff"}', "package.json:2: not UTF-8", ""),
        (b"[" * 100_000, "not valid JSON", ""),
        (b'{"a": ' + b"1" * 10_000 + b"}", "not valid JSON", ""),
        (b'{\n<<<<<<< HEAD\n"a": 1}', "package.json:2:1", "<<<<<<< HEAD"),
    ],
)
def test_broken_json_is_an_error_that_names_the_place(content: bytes, what: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_manifest("package.json", content)
    assert what in caught.value.what
    assert why in caught.value.why
    assert caught.value.do


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["name", "scripts", "dependencies", "engines", "workspaces", "packages", "a"]), inner
            )
        ),
    )
)
def test_values_of_any_type_are_read_or_refused(value: object) -> None:
    import json

    content = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if isinstance(value, dict):
        assert parse_manifest("package.json", content).path == "package.json"
    else:
        with pytest.raises(UsageError):
            parse_manifest("package.json", content)


def test_no_folder_no_manifest_and_a_nested_app(folder: Make) -> None:
    top = folder({"frontend/package.json": '{"dependencies": {"next": "15"}}', "docs/a.md": ""})
    for path, words in {top / "nope": "does not exist", top / "docs/a.md": "not a folder"}.items():
        with pytest.raises(UsageError, match=words), load(path):
            pass
    with pytest.raises(UsageError) as caught, load(top):
        pass
    assert "found frontend/ (next)" in caught.value.why
    assert caught.value.do == f"Run: buildcheck verify {top}/frontend"
    with pytest.raises(UsageError) as caught, load(top / "docs"):
        pass
    assert "nothing to build" in caught.value.why


def test_manifests_that_only_pnpm_knows(folder: Make) -> None:
    top = folder({"package.json": "{}", "package.yaml": "name: x\n", "other/package.json5": "{}"})
    with load(top) as project:
        assert [(each.kind, each.path) for each in project.source.remarks] == [("second-manifest", "package.yaml")]
    with pytest.raises(UsageError, match=r"has package\.json5"), load(top / "other"):
        pass
