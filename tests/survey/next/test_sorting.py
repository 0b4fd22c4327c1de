"""What keeps Next from sorting addresses, against examples run through the published ``getSortedRoutes`` of 16.4.6."""

from __future__ import annotations

import pytest

from buildcheck.survey.next.sorting import clashes
from buildcheck.survey.next.validation import invalid_app_urls
from tests.survey.next.sample import fates, next_app


@pytest.mark.parametrize(
    ("urls", "trouble"),
    [
        (["/[id]/a", "/[slug]/b"], "names-differ"),
        (["/[...a]", "/[[...a]]"], "both-catch-alls"),
        (["/", "/[[...a]]"], "same-specificity"),
        (["/a/[...b]/c"], "not-last"),
        (["/[a]/[a]"], "name-twice"),
        (["/[a-b]/[ab]"], "names-alike"),
        (["/[[a]]"], "optional-segment"),
        (["/[[[a]]]"], "extra-brackets"),
        (["/[.a]"], "leading-period"),
        (["/[…a]"], "three-dot-character"),
    ],
)
def test_what_the_table_refuses(urls: list[str], trouble: str) -> None:
    assert [each.trouble for each in clashes(urls)] == [trouble]


def test_what_the_table_takes() -> None:
    assert clashes(["/", "/[id]", "/[id]/[comment]", "/blog/[slug]", "/[...rest]", "/a[b]", "/(.)photo/[x]"]) == []


@pytest.mark.parametrize(
    ("urls", "trouble"),
    [
        (["/[id]", "/[slug]"], ["names-differ"]),
        (["/[id]/a", "/[slug]/b"], []),
        (["/[...a]", "/[[...b]]"], []),
        (["/blog", "/blog/[[...a]]"], ["same-specificity"]),
        (["/[]"], ["empty-name"]),
        (["/[id]/(.)photo/[id]", "/[id]/photo/[photo]"], []),
    ],
)
def test_what_16_1_looks_at(urls: list[str], trouble: list[str]) -> None:
    assert [each.trouble for each in invalid_app_urls(urls)] == trouble


def test_the_fate_depends_on_the_version() -> None:
    files = ("app/layout.js", "app/[id]/a/page.js", "app/[slug]/b/page.js")
    assert {
        version: fates(next_app(*files, version=version)) for version in ("14.2.35", "15.5.29", "16.0.11", "16.4.6")
    } == {
        "14.2.35": {("dynamic-segment-names-differ", "refused")},
        "15.5.29": {("dynamic-segment-names-differ", "fails")},
        "16.0.11": {("dynamic-segment-names-differ", "fails")},
        "16.4.6": {("dynamic-segment-names-differ", "fails")},
    }
