"""The log buffer: bounded, linear, and nothing in its text that a terminal would obey."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.log import HEAD, LINE, TAIL, LogBuffer, sanitised


def filled(*chunks: bytes) -> LogBuffer:
    log = LogBuffer()
    for chunk in chunks:
        log.add(chunk)
    return log


def test_plain_text_is_left_alone() -> None:
    text = "one\n\ttwo é 日本 ✓\n\n  three"
    assert filled(text.encode()).text() == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\x1b[31mred\x1b[0m", "red"),
        (b"\x1b[38;5;196;1mred\x1b[m", "red"),
        (b"\x1b]0;title\x07after", "after"),
        (b"\x1b]8;;https://x.test\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1bP1$r0m\x1b\\after", "after"),
        (b"\x1b]52;c;never ended\nnext line", "\nnext line"),
        (b"\x1b(B\x1b7text\x1b8\x1bc", "text"),
        ("\x9b31mred\x9d0;t\x9cok".encode(), "redok"),
        (b"\x1b[2J\x1b[1;1Hforged", "forged"),
        (b"a\x08b\x00c\x07\x7fd", "abcd"),
        ("a\u202eb\u2028c".encode(), "abc"),
        (b"10%\r50%\r100%\ndone\r\n", "100%\ndone\n"),
        (b"working\r\x1b[K\nnext", "working\nnext"),
        (b"bad \xff\xc3 end", "bad \ufffd\ufffd end"),
        (b"cut \x1b[", "cut "),
    ],
)
def test_what_a_terminal_would_obey_is_removed(raw: bytes, shown: str) -> None:
    assert filled(raw).text() == shown


@given(st.binary(max_size=300), st.integers(1, 7))
def test_chunk_boundaries_do_not_matter(raw: bytes, size: int) -> None:
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert filled(*pieces).text() == sanitised(raw)


pieces_of_escapes = st.lists(
    st.sampled_from(["\x1b", "[", "]", "\x9b", "\x07", "\\", "3", "m", "\r", "\n", "\t", "P", "\x9c", "a", "é", ";"])
)


@given(pieces_of_escapes.map("".join) | st.text())
def test_nothing_dangerous_is_left(text: str) -> None:
    shown = sanitised(text.encode("utf-8", "surrogatepass"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert shown.count("\n") == text.count("\n")


@given(st.lists(st.binary(min_size=1, max_size=HEAD), max_size=12))
def test_memory_is_bounded_and_the_count_is_true(chunks: list[bytes]) -> None:
    log = filled(*chunks * 8)
    assert log.total == 8 * sum(map(len, chunks))
    assert len(log.text()) < 2 * (HEAD + TAIL)
    assert log.over(log.total - 1)
    assert not log.over(log.total)


def test_the_middle_of_long_output_is_left_out_and_counted() -> None:
    lines = [b"line %07d\n" % number for number in range(400_000)]
    text = filled(*lines).text()
    assert text.startswith("line 0000000\n")
    assert text.endswith("line 0399999\n")
    gap = re.search(r"^\[\.\.\. ([\d,]+) bytes of output left out \.\.\.\]$", text, re.MULTILINE)
    assert gap is not None
    kept = len(text) - len(gap.group(0)) - 1
    assert kept + int(gap.group(1).replace(",", "")) == pytest.approx(len(b"".join(lines)), abs=2)
    assert all(re.fullmatch(r"line \d{7}", line) for line in text.split("\n") if line and line != gap.group(0))


def test_a_long_line_is_cut_with_a_mark() -> None:
    text = filled(b"x" * (LINE + 500) + b"\nnext").text()
    assert text == "x" * LINE + " [... 500 more characters in this line]\nnext"


@pytest.mark.parametrize(
    "unit", [b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP1;", b"\r", b"a\r", b"\x1b[1", b"\xc2\x9b", b"\n"]
)
def test_hostile_output_takes_linear_time(unit: bytes) -> None:
    log = filled(unit * ((HEAD + TAIL) // len(unit)))
    started = time.process_time()
    log.text()
    assert time.process_time() - started < 3


def test_last_line() -> None:
    log = LogBuffer()
    assert log.last_line() == ""
    log.add(b"first\nsecond \x1b[32mgreen\x1b[0m\n\n")
    assert log.last_line() == "second green"
    log.add(b"1%\r2%")
    assert log.last_line() == "2%"
    log.add(b"x" * (HEAD + 10) + b"\nlast")
    assert log.last_line() == "last"
