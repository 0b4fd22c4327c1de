"""What differs between any two builds in the names of files for browsers, as real builds of Next write them."""

from __future__ import annotations

import pytest

from buildcheck.differences.build_output import normalised


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("static/8Tt_yn7PGjQB2a3aQ6RtL/_buildManifest.js", "static/[build]/_buildManifest.js"),
        ("static/my-own-id/_ssgManifest.js", "static/[build]/_ssgManifest.js"),
        ("static/chunks/framework-292291387d6b2e39.js", "static/chunks/framework-[hash].js"),
        ("static/chunks/app/(shop)/[slug]/page-9ccadb934b519984.js", "static/chunks/app/(shop)/[slug]/page-[hash].js"),
        ("static/chunks/472-5366f00fee9a89ba.js", "static/chunks/472-[hash].js"),
        ("static/chunks/a6dad97d9634a72d.js", "static/chunks/[hash].js"),
        ("static/chunks/turbopack-7f0e6e8ac1ed6b1d.js", "static/chunks/turbopack-[hash].js"),
        ("static/css/1b2c3d4e5f607182.css", "static/css/[hash].css"),
        ("static/media/4cf2300e9c8272f7-s.p.dbea232f.woff2", "static/media/[hash]-s.p.[hash].woff2"),
        ("static/media/favicon.0b3bf435.ico", "static/media/favicon.[hash].ico"),
        ("static/chunks/pages/_app.js", "static/chunks/pages/_app.js"),
        ("static/chunks/pages/deadbeef1.js", "static/chunks/pages/[hash].js"),
        ("static/chunks/pages/decade.js", "static/chunks/pages/decade.js"),
    ],
)  # fmt: skip
def test_names_without_what_changes(path: str, name: str) -> None:
    assert normalised(path) == name
