"""Env files that were made to be slow, or to be read without end: each takes well under the time of a `check`."""

from __future__ import annotations

import time
from typing import get_args

import pytest

from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.endless import NotExpandable
from buildcheck.load.dotenv.load import expand_each
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.dotenv.shape import shape_of

SIZE = 200_000
SECONDS = 5
"""Far more than it takes, and far less than what a search that goes wrong takes: machines are slow at times."""
TEXTS = {
    "line ends": "\n" * SIZE,
    "spaces": "A=" + " " * SIZE + "x",
    "open marks": "A='\n" * (SIZE // 4),
    "escaped marks": "A='" + "\\'" * (SIZE // 2),
    "exports": "export\n" * (SIZE // 7),
    "dollars": "A=" + "$" * SIZE,
    "escaped dollars": "A=" + "\\$" * (SIZE // 2) + "$A",
    "open braces": "A=" + "${" * (SIZE // 2),
    "many names": "A=" + "$b" * (SIZE // 2),
    "doubling": "A=$A$A$A$A",
    "a ladder": "\n".join(f"A{each}=$A{each + 1}$A{each + 1}" for each in range(200)),
    "a placeholder": "A=your_" + "a_" * 140,
    "a guess": "A_SECRET=" + "my-" * 19,
}


@pytest.mark.parametrize("dialect", get_args(Dialect))
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_time(text: str, dialect: Dialect) -> None:
    began = time.process_time()
    entries = parse(text, dialect)
    made = expand_each([(".env", entries)], dialect)[".env"]
    for each in entries[-3:]:
        shape_of(each, each.value if isinstance(made, NotExpandable) else made[each.name], {"A"})
    assert time.process_time() - began < SECONDS
