"""Our JSON and YAML readers against the standard ones, and their places."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.load.json_text import key_lines, parse, parse_with_comments
from buildcheck.load.yaml_text import YamlError, documents

_WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
_JSON = st.recursive(_WORDS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(_WORDS, inner))
_TEXTS = st.recursive(
    st.text("abc: ,[]{}'\"#&*!-\n", max_size=8),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc:#", max_size=3), inner),
)


@given(_JSON)
def test_json_with_comments_reads_all_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    assert parse(text) == value
    assert parse_with_comments(text) == value


@given(st.dictionaries(_WORDS, st.dictionaries(_WORDS, st.integers())))
def test_key_lines_are_those_of_the_printed_keys(value: dict[str, dict[str, int]]) -> None:
    text = json.dumps(value, indent=1)
    lines = text.split("\n")
    found = key_lines(text)
    assert set(found) == {(key,) for key in value} | {(key, inner) for key in value for inner in value[key]}
    assert all(lines[line - 1].strip().startswith(f"{json.dumps(path[-1])}:") for path, line in found.items())


@given(_TEXTS)
def test_yaml_agrees_with_pyyaml(value: object) -> None:
    text = yaml.safe_dump(value, default_style='"')
    assert documents(text) == [yaml.load(text, Loader=yaml.BaseLoader)]


def test_aliases_documents_and_lines() -> None:
    first, second = documents("a: &x {k: 1}\nb: *x\n---\n- true\n")
    assert first == {"a": {"k": "1"}, "b": {"k": "1"}}
    assert second == ["true"]
    assert next(key.line for key in first if key == "b") == 2


@pytest.mark.parametrize("text", ["[" * 1_000_000, "- " * 5000, "a: &a [*a]", "a: *nothing", "a: [\n"])
def test_hostile_yaml_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        documents(text)
