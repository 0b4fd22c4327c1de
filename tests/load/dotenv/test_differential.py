"""The loaders of Next and Vite are the judges of ours: the same files and environment, and no difference."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings

from buildcheck.load.dotenv.endless import GROWS
from buildcheck.load.dotenv.load import load, names
from tests.load.dotenv.file_sets import FileSet, file_sets
from tests.load.dotenv.loader import RELEASES, Loader

SETS = int(os.environ.get("BUILDCHECK_ENV_FILE_SETS", "150"))
"""How many sets of files every release is asked about. A search for differences takes 20,000."""


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Loader]]:
    with ExitStack() as stack:
        started = [Loader(each, tmp_path_factory.mktemp(each.kind)) for each in RELEASES]
        for each in started:
            stack.callback(each.close)
        yield started
        # An original that comes to its end has not answered: that may be rare, or nothing was compared.
        assert sum(each.ended for each in started) <= 1 + SETS // 1000


@pytest.mark.network
@settings(max_examples=SETS, suppress_health_check=list(HealthCheck))
@given(drawn=file_sets())
def test_loads_as_the_frameworks_do(judges: list[Loader], drawn: FileSet) -> None:
    for judge in judges:
        _compare(judge, drawn)


def _compare(judge: Loader, drawn: FileSet) -> None:
    dialect = judge.release.dialect
    ordered = [name for name in names("production", dialect) if name in drawn.files]
    texts = [(name, drawn.files[name].decode("utf-8", "replace")) for name in ordered]
    ours = load(texts, drawn.environ, dialect)
    if GROWS in ours.unreadable.values() or (dialect == "vite-6" and ours.unreadable):
        # The original takes all memory that there is, or never answers.
        return
    theirs = judge.ask(drawn.files, drawn.environ)
    if theirs is None:
        return
    if dialect.startswith("vite") and ours.unreadable:
        assert theirs.values is None, judge.release
        return
    assert ours.values == theirs.values, judge.release
    assert sorted(ours.unreadable) == sorted(theirs.failed), judge.release
