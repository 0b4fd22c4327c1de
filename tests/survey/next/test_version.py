"""Which Next builds the app, and with which bundler."""

from __future__ import annotations

import pytest

from buildcheck.model.next_app import Bundler
from buildcheck.model.project import Framework
from buildcheck.survey.next.bundler import choose_bundler
from buildcheck.survey.next.version import next_version


@pytest.mark.parametrize(
    ("locked", "spec", "expected", "certain"),
    [
        ("15.1.3", "^15.0.0", (15, 1, 3), True),
        (None, "14.2.5", (14, 2, 5), True),
        (None, "15.4.0-canary.3", (15, 4, 0), True),
        (None, "^14.2.5", (14, 2, 35), False),
        (None, "~15.3.0", (15, 3, 9), False),
        (None, "latest", (16, 4, 6), False),
        (None, "^17.0.0", (17, 0, 0), False),
        (None, None, (16, 4, 6), False),
    ],
)
def test_the_version(locked: str | None, spec: str | None, expected: tuple[int, int, int], certain: bool) -> None:
    assert next_version(Framework(name="next", version=locked, spec=spec)) == (expected, certain)


@pytest.mark.parametrize(
    ("version", "scripts", "expected"),
    [
        ((16, 0, 0), {"build": "next build"}, "turbopack"),
        ((16, 0, 0), {}, "turbopack"),
        ((16, 0, 0), {"build": "prisma generate && next build --webpack"}, "webpack"),
        ((16, 0, 0), {"build": "npm run build:web", "build:web": "A=b next build --webpack&& echo done"}, "webpack"),
        ((16, 0, 0), {"build": "next build", "dev": "next dev --webpack"}, "turbopack"),
        ((15, 5, 0), {"build": "dotenv -- next build --turbopack"}, "turbopack"),
        ((15, 5, 0), {"build": "next build"}, "webpack"),
        ((15, 2, 0), {"build": "next build --turbopack"}, "webpack"),
        ((15, 5, 0), {"build": "run-s lint build"}, "webpack"),
        ((15, 5, 0), {"build": "next build 'not closed"}, "webpack"),
    ],
)
def test_the_bundler(version: tuple[int, int, int], scripts: dict[str, str], expected: Bundler) -> None:
    assert choose_bundler(version, scripts) == expected
