"""What is said of values: their types and traits, and never the values."""

from __future__ import annotations

import base64
import json

import pytest

from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.load import expand_each
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.dotenv.shape import shape_of
from buildcheck.model.environment import Shape


def shape(text: str, dialect: Dialect = "next-14") -> Shape:
    entries = parse(text, dialect)
    made = expand_each([(".env", entries)], dialect)[".env"]
    assert isinstance(made, dict)
    return shape_of(entries[-1], made[entries[-1].name], {each.name for each in entries})


def token(**claims: object) -> str:
    """Give a token with ``claims`` that nobody signed."""
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({"alg": ""}, claims))
    return f"{'.'.join(parts)}.none"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("DATABASE_URL=postgresql://app:x@db.acme.io:5432/app", "url"),
        ("PORT=3000", "port"),
        ("RETRIES=3", "integer"),
        ("RATE=0.5", "number"),
        ("DEBUG=false", "boolean"),
        ("CONTACT=team@acme.io", "email"),
        ("ID=3f2b8c1e-0d6a-4c55-9c0e-2a1f4b7d9e10", "uuid"),
        ("TOKEN=eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYW5vbiJ9.c2ln", "jwt"),
        (r'KEY="-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"', "pem"),
        ('FLAGS=\'["a", "b"]\'', "json"),
        ("LOCALES=en,de,fr", "list"),
        ("NAME=My shop", "string"),
        ("HASH=0123456789abcdef0123456789abcdef", "hex"),
    ],
)
def test_types(line: str, kind: str) -> None:
    assert shape(line).type == kind


@pytest.mark.parametrize(
    ("line", "traits"),
    [
        ("A=", {"empty"}),
        ("API=http://localhost:4000", {"localhost"}),
        ("API=localhost:4000", {"localhost"}),
        ("DATABASE_URL=postgres://postgres:postgres@127.0.0.1/app", {"localhost"}),
        ("REDIS_URL=redis://redis:6379", {"private-address"}),
        ("API=http://192.168.1.20/api", {"private-address"}),
        ("API=http://api.acme.io", {"http"}),
        ("API=https://api.acme.io", set()),
        ("API=https://api.acme.io/#top", {"comment-cut"}),
        ("KEY=your-api-key", {"placeholder"}),
        ("KEY=sk_live_xxxxxxxxxxxxxxxx", {"placeholder"}),
        ("SITE=https://your-project.supabase.co", {"placeholder"}),
        ("KEY=<paste it>", {"placeholder"}),
        ("KEY=changeme", {"placeholder"}),
        ("KEY={{ api key }}", {"placeholder"}),
        ('FLAGS=\'{"beta":"on"}\'', set()),
        ("FLAGS={}", set()),
        ("AUTH_SECRET=secret", {"weak"}),
        ("TITLE=secret", set()),
        ("A=\"'x'\"", {"quotes-kept"}),
        ("A='say \"hi\" to all'", set()),
        ('A="x', {"quotes-kept"}),
        ('A="x "', {"space-kept"}),
        (r'A="x\n"', {"space-kept"}),
        (r"A='x\ny'", {"newline-escaped"}),
        ("CLERK_PUBLISHABLE_KEY=pk_live_Y2xlcms", {"live-key"}),
        ("CLERK_PUBLISHABLE_KEY=pk_test_Y2xlcms", {"test-key"}),
        ("SUPABASE_KEY=sb_publishable_abcdef", {"anon-key"}),
        (f"SUPABASE_KEY={token(role='service_role')}", {"service-key"}),
        (f"SUPABASE_KEY={token(role=['anon'])}", set()),
        ("SUPABASE_KEY=eyJhbGciOiJub25l.eyJub3QganNvbg.", set()),
        ("PASSWORD=pa$word", {"dollar-expanded"}),
        (r"PASSWORD=pa\$word", set()),
        ("URL=https://$VERCEL_URL/x", {"refers"}),
        ("A=1\nB=x$A", {"refers"}),
        ("PASSWORD=hello#def", {"comment-cut"}),
        ("PASSWORD=hello # a note", set()),
        ("PASSWORD='hello#def'", set()),
    ],
)
def test_traits(line: str, traits: set[str]) -> None:
    assert shape(line).traits == traits


def test_next_13_takes_comments_for_values() -> None:
    assert shape("PASSWORD=hello # a note", "next-13").traits == {"comment-kept"}
    assert shape('PASSWORD="hello" ', "next-13").traits == {"quotes-kept"}


@pytest.mark.parametrize(("project", "traits"), [("one", {"anon-key"}), ("two", {"anon-key", "another-project"})])
def test_a_key_names_its_project(project: str, traits: set[str]) -> None:
    key = token(role="anon", ref="one")
    entry = parse(f"SUPABASE_ANON_KEY={key}", "next-14")[0]
    assert shape_of(entry, key, set(), project).traits == traits
