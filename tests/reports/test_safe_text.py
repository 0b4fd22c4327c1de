"""Hostile text is readable and nothing else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildcheck.reports.safe_text import defuse, visible, visible_lines

# What each CI system looks for in a line of output; the sources are cited in safe_text.py.
COMMANDS = {
    "github": re.compile(r"^\s*::", re.MULTILINE),
    "github and azure": re.compile(r"##\["),
    "azure": re.compile(r"##vso\["),
    "teamcity": re.compile(r"##teamcity\["),
    "gitlab": re.compile(r"section_(?:start|end):\d+:"),
    "travis": re.compile(r"travis_fold:"),
    "buildkite": re.compile(r"^(?:---|\+\+\+|~~~) ", re.MULTILINE),
}


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b]0;t\x07", "\\x1b[2J\\x1b]0;t\\x07"),
        ("\u202euser\u2066", "\\u202euser\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("a\u2028b", "a\\u2028b"),
        ("caf\udce9", "caf\\xe9"),
        ("\ud800", "\\ud800"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("\u3164\U000e0100", "\\u3164\\U000e0100"),
        ("\tx\r", "    x\\x0d"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_hides_is_written_out(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@pytest.mark.parametrize("text", ["plain", "世界 こんにちは", "naïve — ✔ 🚀", "❤\ufe0f", "std::vector<int>"])
def test_what_can_be_read_stays(text: str) -> None:
    assert visible(text) == text
    assert defuse(text) == text


def test_only_line_feeds_end_lines() -> None:
    assert visible_lines("a\r\nb\x0bc\u2029d") == ("a", "b\\x0bc\\u2029d")


@pytest.mark.parametrize(
    "line",
    [
        "::set-output name=a::b",
        "  \t::add-mask::x",
        "\u00a0::stop-commands::x",
        "\x1b[1m::error::x",
        "x ##[group]y",
        "x ###[group]y",
        "│ ##vso[task.complete result=Succeeded;]",
        "##vso[##vso[task.complete]]",
        "##TeamCity[buildStatus]",
        "section_start:1700000000:name",
        "x section_end:1700000000:name",
        "travis_fold:start:x",
        "+++ group",
        "--- group",
    ],
)
def test_no_command_is_left(line: str) -> None:
    left = defuse(line)
    assert [name for name, pattern in COMMANDS.items() if pattern.search(left)] == []
    assert re.sub(r"\s", "", left) == re.sub(r"\s", "", line)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("#[:+-~ \t\nvso|teamcity_section_start:1\x1b[m"), max_size=60))
def test_no_command_can_be_made_from_its_parts(text: str) -> None:
    left = defuse(text)
    assert not any(pattern.search(left) for pattern in COMMANDS.values())
    assert left.count("\n") == text.count("\n")


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_nothing_that_moves_hides_or_breaks_is_left(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
    shown.encode("utf-8")
