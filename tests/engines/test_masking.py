"""Values that the user handed over never stand in a log, in any of the forms in which builds print them."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.log import LogBuffer
from buildcheck.engines.masking import PLAIN, SHORTEST, Mask, mask_of

SECRET = "sk-é\"very'secret\\value"


@pytest.mark.parametrize(
    "printed",
    [SECRET, json.dumps(SECRET), json.dumps(SECRET, ensure_ascii=False), f"https://u:{quote(SECRET, safe='')}@x/"],
    ids=["as it is", "JSON", "JSON with its letters", "URL"],
)
def test_a_value_is_masked_in_every_form(printed: str) -> None:
    log = LogBuffer(Mask({"API_KEY": SECRET}))
    log.add(f"before {printed} after\n".encode())
    assert "secret" not in log.text() + log.last_line()
    assert log.text().startswith("before ")
    assert "***API_KEY***" in log.text()
    assert "***API_KEY***" in log.last_line()


def test_a_value_torn_apart_by_escapes_and_by_chunks_is_masked() -> None:
    log = LogBuffer(Mask({"API_KEY": "abcdefghijkl"}))
    for chunk in (b"abc\x1b[1md", b"ef\x1b[0mgh", b"ijkl\n"):
        log.add(chunk)
    assert log.text() == "***API_KEY***\n"


def test_a_key_in_several_lines_is_masked_line_by_line() -> None:
    mask = Mask({"PRIVATE_KEY": "-----BEGIN-----\nMIIEvQIBADANBg\n-----END-----"})
    assert mask.text("a MIIEvQIBADANBg b") == "a ***PRIVATE_KEY*** b"


def test_the_token_of_an_npmrc_line_is_masked_alone() -> None:
    mask = Mask({"NPMRC": "//registry.example.test/:_authToken=npm_0123456789\n"})
    assert mask.raw(b"Bearer npm_0123456789") == b"Bearer ***NPMRC***"


def test_the_longest_value_wins() -> None:
    assert Mask({"PART": "secret-1", "WHOLE": "secret-1-and-more"}).text("secret-1-and-more") == "***WHOLE***"


def test_short_values_and_plain_words_stay() -> None:
    mask = Mask({"PORT": "3000", "NODE_ENV": "production", "EMPTY": ""})
    assert mask.text("an optimized production build on 3000") == "an optimized production build on 3000"


def test_a_truncated_log_is_masked_at_both_ends() -> None:
    log = LogBuffer(Mask({"API_KEY": "abcdefghijkl"}))
    for _ in range(200_000):
        log.add(b"key abcdefghijkl\n")
    assert "left out" in log.text()
    assert "abcdefghijkl" not in log.text()


@given(
    value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=SHORTEST).filter(
        lambda text: "*" not in text and text.lower() not in PLAIN
    ),
    around=st.text(alphabet="xyz \n"),
)
def test_no_value_survives(value: str, around: str) -> None:
    assert value not in Mask({"N": value}).text(f"{around}{value}{around}")


def test_what_is_no_secret_stays() -> None:
    mask = mask_of({"MODE": "postgres", "KEY": "s3cret-value"}, {"TOKEN": "npm_token"}, shown=("MODE",))
    assert mask.text("postgres s3cret-value npm_token") == "postgres ***KEY*** ***TOKEN***"
