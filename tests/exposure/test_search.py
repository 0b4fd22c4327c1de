"""The search over bytes: every form of a value is found at its place, in whatever pieces the bytes come."""

from __future__ import annotations

import base64
import gzip
import html
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.exposure.gunzip import MOST, Gunzip
from buildcheck.exposure.needles import make_groups
from buildcheck.exposure.search import Hit, Search
from buildcheck.exposure.surroundings import encoding_of
from buildcheck.model.synthetic import SyntheticValue
from tests.exposure.values import made, number, text

CANARY = "bcq7k1f0a9z2mm"
URL = f'https://user:p&ss"@{CANARY}.example.test/a b?x=<1>'
VALUES = made(text("TOKEN", CANARY), text("URL", "bcq7k1f0a9z2nn"), number("COUNT", "73190246"))


def search(data: bytes, values: dict[str, SyntheticValue] = VALUES, *, piece: int = 1 << 20) -> list[Hit]:
    found: list[Hit] = []
    looking = Search(make_groups(values), found.append)
    for at in range(0, len(data), piece):
        looking.feed(data[at : at + piece])
    looking.finish()
    return found


@given(
    before=st.binary(max_size=40),
    after=st.binary(max_size=3000),
    piece=st.integers(1, 4000),
    form=st.sampled_from(["plain", "base64", "hex", "HEX"]),
)
def test_a_value_is_found_at_its_place_in_any_pieces(before: bytes, after: bytes, piece: int, form: str) -> None:
    forms = {
        "plain": CANARY.encode(),
        "base64": base64.b64encode(CANARY.encode() * 1),
        "hex": CANARY.encode().hex().encode(),
        "HEX": CANARY.encode().hex().upper().encode(),
    }
    (hit,) = search(before + forms[form] + after, piece=piece)
    assert (hit.variable, hit.encoding, hit.offset) == ("TOKEN", form.lower(), len(before))
    assert before.endswith(hit.before)
    assert after.startswith(hit.after[: len(after)]) or form == "base64"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_of_a_longer_text(before: str, encode: object) -> None:
    assert callable(encode)
    data = b'{"data":"' + encode(f"{before}{CANARY}?end".encode()) + b'"}'
    (hit,) = search(data)
    assert (hit.variable, hit.encoding) == ("TOKEN", "base64")


def test_a_batch_border_through_a_value() -> None:
    for shift in range(-20, 20):
        data = b"x" * (256 * 1024 + shift) + CANARY.encode() + b"y" * 5000
        (hit,) = search(data, piece=64 * 1024)
        assert hit.offset == 256 * 1024 + shift


@pytest.mark.parametrize(
    ("around", "hits"), [("={};", 1), ("1{}", 0), ("{}9", 0), ("0.{}", 0), ("a{}", 0), ('"{}"', 1)]
)
def test_numbers_stand_alone(around: str, hits: int) -> None:
    assert len(search(around.replace("{}", "73190246").encode())) == hits


def test_short_canaries_are_not_looked_for() -> None:
    values = made(text("A", "abc"), number("B", "3000"), SyntheticValue(
        name="C", value="true", type="boolean", canary=None, reason="a test"))  # fmt: skip
    assert make_groups(values) == ()


@pytest.mark.parametrize(
    ("write", "encoding"),
    [
        (lambda value: value, "plain"),
        (lambda value: quote(value, safe=""), "url"),
        (json.dumps, "json"),
        (lambda value: json.dumps(value).replace("/", "\\/"), "json"),
        (lambda value: json.dumps(json.dumps(value)), "json"),
        (html.escape, "html"),
        (lambda value: f"host {CANARY} alone", "plain"),
    ],
)
def test_the_surroundings_tell_the_writer(write: object, encoding: str) -> None:
    assert callable(write)
    (hit,) = search(f"before {write(URL)} after".encode(), made(text("URL", CANARY, URL)))
    assert encoding_of(URL, CANARY, hit.before, hit.after) == encoding


def test_gzip_is_unpacked_in_pieces_and_a_bomb_is_not() -> None:
    packed = gzip.compress(b"x" * 1_000_000 + CANARY.encode() + b"y" * 1_000_000)
    unpack = Gunzip()
    content = b"".join(found for at in range(0, len(packed), 7) for found in unpack.feed(packed[at : at + 7]))
    assert [hit.offset for hit in search(content)] == [1_000_000]
    bomb = gzip.compress(bytes(2 * MOST), compresslevel=1)
    assert sum(len(found) for found in Gunzip().feed(bomb)) == MOST
    assert list(Gunzip().feed(b"\x1f\x8bnot gzip at all")) == []


def test_a_file_without_hits_is_searched_quickly() -> None:
    values = made(*(text(f"V{each}", f"bcq7k1f0{each:08}", f"bcq7k1f0{each:08}") for each in range(100)))
    script = b'function e(t,n){return t.map((r)=>n(r.value,"some text"))}var x=1234567;' * 300_000
    looking = Search(make_groups(values), lambda hit: pytest.fail(str(hit)))
    started = time.process_time()
    for at in range(0, len(script), 1 << 20):
        looking.feed(memoryview(script)[at : at + (1 << 20)])
    looking.finish()
    # 200 MB/s on an idle core; a shared one may take four times as long.
    assert len(script) / (time.process_time() - started) > 50e6
