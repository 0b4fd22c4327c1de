"""What the probes write is read as hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.observed_run.trace import FileLine, read_use

GOOD = {"kind": "file", "path": "/x", "how": "read", "by": None}


@given(st.binary(max_size=300))
def test_no_bytes_end_the_reading(data: bytes) -> None:
    read_use(data)


def test_a_line_is_taken_once() -> None:
    line = json.dumps(GOOD).encode()
    assert read_use(b"\n".join([line, line, b""])) == (FileLine(path="/x", how="read", by=None),)


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "[" * 100_000,
        json.dumps(GOOD | {"kind": "other"}),
        json.dumps(GOOD | {"value": "secret"}),
        json.dumps(GOOD | {"path": 3}),
        json.dumps(GOOD | {"path": ""}),
        json.dumps(GOOD | {"path": "/x\x1b[31m"}),
        json.dumps(GOOD | {"path": "/x\n"}),
        json.dumps(GOOD | {"path": "/" + "x" * 1_000}),
        json.dumps({"kind": "module", "package": None, "path": "/x", "via": "magic", "by": "a"}),
        json.dumps({"kind": "file", "path": "/x", "how": "read"}),
    ],
)
def test_a_line_of_another_form_is_left_out(line: str) -> None:
    assert read_use(line.encode()) == ()


def test_lines_are_bounded() -> None:
    lines = (json.dumps(GOOD | {"path": f"/{number}"}) for number in range(10_000))
    assert len(read_use("\n".join(lines).encode())) == 4_000
