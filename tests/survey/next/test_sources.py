"""Which addresses the source of a redirect takes in."""

from __future__ import annotations

import pytest

from buildcheck.survey.next.sources import parse_source, parse_url, takes_all


@pytest.mark.parametrize(
    ("source", "url", "taken"),
    [
        ("/", "/", True),
        ("/about", "/about", True),
        ("/About", "/about", True),
        ("/about", "/about/team", False),
        ("/blog/:slug", "/blog/[slug]", True),
        ("/blog/:slug", "/blog/hello", True),
        ("/blog/old", "/blog/[slug]", False),
        ("/blog/:slug", "/blog/[...slug]", False),
        ("/blog/:path*", "/blog", True),
        ("/blog/:path+", "/blog", False),
        ("/blog/:path+", "/blog/[...slug]", True),
        ("/blog/:path+", "/blog/[[...slug]]", False),
        ("/:path*", "/", True),
        ("/:path*", "/a/[b]/c", True),
    ],
)
def test_what_is_taken_in(source: str, url: str, taken: bool) -> None:
    parsed = parse_source(source)
    assert parsed is not None
    assert takes_all(parsed, parse_url(url)) is taken


@pytest.mark.parametrize("source", ["/:id(\\d+)", "/((?!api).*)", "/a{/:b}?", "/:id?", "/:a*/b"])
def test_what_is_not_plain_is_not_read(source: str) -> None:
    assert parse_source(source) is None
