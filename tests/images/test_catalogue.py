"""The catalogue as it is shipped, and what a damaged one says."""

from __future__ import annotations

import base64
import re
from datetime import date

import pytest
import semver

from buildcheck.plan.catalogue import node_release, node_releases, parse

ENTRY = """
[line.22]
lts = "Jod"
end_of_life = "2027-04-30"
[[release]]
version = "22.9.0"
npm = "10.8.3"
[release.integrity]
x64 = "sha512-AA=="
[[release]]
version = "22.10.0"
npm = "10.9.0"
[release.integrity]
"""


def test_newest_first() -> None:
    versions = [semver.Version.parse(each.version) for each in node_releases()]
    assert versions == sorted(versions, reverse=True)
    assert len(set(versions)) == len(versions)


def test_order_is_that_of_numbers_not_of_text() -> None:
    assert [each.version for each in parse(ENTRY)] == ["22.10.0", "22.9.0"]


def test_line_facts_reach_every_release_of_the_line() -> None:
    assert {(each.lts, each.code_name, each.end_of_life) for each in parse(ENTRY)} == {(True, "Jod", "2027-04-30")}


def test_a_line_without_a_code_name_is_no_long_term_support() -> None:
    assert [each.lts for each in parse(ENTRY.replace('lts = "Jod"\n', ""))] == [False, False]


@pytest.mark.parametrize("major", [16, 18, 20, 22, 24, 26])
def test_every_line_that_hosts_still_offer_is_there(major: int) -> None:
    assert any(each.version.startswith(f"{major}.") for each in node_releases())


def test_shipped_values_are_well_formed() -> None:
    for release in node_releases():
        assert semver.Version.is_valid(release.npm)
        assert release.end_of_life is not None
        date.fromisoformat(release.end_of_life)
        assert set(release.integrity) <= {"x64", "arm64"}
        assert "x64" in release.integrity
        for integrity in release.integrity.values():
            assert len(base64.b64decode(integrity.removeprefix("sha512-"), validate=True)) == 64
        for digest in (release.digest_full, release.digest_slim):
            assert digest is None or re.fullmatch(r"sha256:[0-9a-f]{64}", digest)


def test_no_two_images_share_a_digest() -> None:
    digests = [each for release in node_releases() for each in (release.digest_full, release.digest_slim) if each]
    assert len(set(digests)) == len(digests)


def test_unknown_version() -> None:
    assert node_release("0.0.1") is None


@pytest.mark.parametrize("text", ["release = 1", "[[release]]\nversion = '1.2.3'", "not toml"])
def test_damaged_data_is_our_own_fault_and_says_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"images\.toml|Expected"):
        parse(text)
