"""Addresses of databases in Prisma schemas."""

from __future__ import annotations

import pytest

from buildcheck.synthetic import synthesise
from tests.survey.environment.conftest import Read

SCHEMA = """generator client {
  provider = "prisma-client-js"
}
datasource db {
  url       = env("DATABASE_URL")
  directUrl = env("DIRECT_URL")
  provider  = "%s" // as "postgresql" was
}
"""


@pytest.mark.parametrize(
    ("provider", "protocol", "direct"),
    [
        ("postgresql", "postgresql:", ("postgresql", "postgres")),
        ("cockroachdb", "postgresql:", ("postgresql", "postgres")),
        ("mysql", "mysql:", ("mysql",)),
        ("mongodb", "mongodb:", ("mongodb", "mongodb+srv")),
        ("sqlserver", "sqlserver:", ("sqlserver",)),
        ("sqlite", "file:", ("file",)),
    ],
)
def test_the_kind_of_database_decides_the_protocol(
    read: Read, provider: str, protocol: str, direct: tuple[str, ...]
) -> None:
    found = read({"prisma/schema.prisma": SCHEMA % provider})
    expected = found.variables["DIRECT_URL"].expectations
    assert [(each.by, each.at.line, each.protocols) for each in expected] == [("prisma", 6, direct)]
    made = synthesise(found, seed="1", packages=frozenset()).values
    assert {name: made[name].value.startswith(protocol) for name in ("DATABASE_URL", "DIRECT_URL")} == {
        "DATABASE_URL": True,
        "DIRECT_URL": True,
    }


def test_a_kind_that_is_not_known_expects_nothing(read: Read) -> None:
    found = read({"prisma/schema.prisma": SCHEMA % "other"})
    assert found.variables["DATABASE_URL"].expectations == ()
    assert found.variables["DATABASE_URL"].declarations == ()
