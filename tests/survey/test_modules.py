"""Modules of a project: which files, and what is kept between runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.javascript.worker import Job
from buildcheck.model.module import Module
from buildcheck.survey.cache import keep_modules, kept_modules, key_of
from buildcheck.survey.workers import read_all


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "cache"))


def test_several_processes_give_the_same_as_one() -> None:
    jobs = [Job("tsx", b'import a%d from "x";\n' % number + b"// filler\n" * 3000) for number in range(100)]
    assert read_all(jobs) == [module_of(each.text, each.language) for each in jobs]


def test_facts_are_kept_by_content(tmp_path: Path) -> None:
    text = b'import "x"'
    key = key_of(text, "tsx")
    keep_modules("root", {key: module_of(text, "tsx")})
    assert kept_modules("root", [key]) == {key: module_of(text, "tsx")}
    assert kept_modules("other", [key]) == {}
    assert kept_modules("root", [key_of(text, "jsx")]) == {}


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"\x82\xa2by\xa1x\xa7modules\x80", b"\xc1"])
def test_a_corrupt_cache_counts_as_none(tmp_path: Path, content: bytes) -> None:
    key = key_of(b"", "tsx")
    keep_modules("root", {key: Module(language="tsx")})
    (file,) = (tmp_path / "cache" / "modules").glob("*.bin")
    file.write_bytes(content)
    assert kept_modules("root", [key]) == {}


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "file"))
    keep_modules("root", {})
    assert kept_modules("root", []) == {}
