"""Tables of variables to render: one with every kind of row, one that is hostile wherever a stranger can write."""

from __future__ import annotations

import msgspec

from buildcheck.model.environment import (
    Consequence,
    Declaration,
    DeclaredBy,
    EnvironmentRow,
    Leak,
    VariableRead,
    Where,
)
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.model.value import At
from tests.reports.sample import FAIL


def declaration(path: str, line: int = 1, *, by: DeclaredBy = "example", gives: bool = False) -> Declaration:
    """A declaration in a file."""
    return Declaration(by=by, at=At(path=path, line=line), gives=gives)


def read(path: str, line: int = 1, where: Where = "server", *, inlined: bool = False) -> VariableRead:
    """A read in a module."""
    return VariableRead(at=At(path=path, line=line), where=(where,), how="member", at_import=True, inlined=inlined)


EXPOSED = EnvironmentRow(
    name="NEXT_PUBLIC_STRIPE_SECRET_KEY",
    needed="build",
    missing=True,
    reads=(read("components/pay.tsx", 4, "browser", inlined=True),),
    service="stripe",
    sensitivity="secret",
    relied_on="Stripe: it moves money",
    consequence=Consequence(
        variable="NEXT_PUBLIC_STRIPE_SECRET_KEY",
        effect="baked",
        message="The build passes, and /_next/static/x.js has nothing where the value belongs.",
        proof="The build passes with a made value, and without one.",
        at=At(path="components/pay.tsx", line=4),
    ),
    exposure="exposed",
    leaks=(
        Leak(
            variable="NEXT_PUBLIC_STRIPE_SECRET_KEY",
            path=".next/static/x.js",
            offset=12,
            length=20,
            encoding="plain",
            url="/_next/static/x.js",
            relied_on="Stripe: it moves money",
        ),
    ),
)
FAILS = EnvironmentRow(
    name="DATABASE_URL",
    needed="build",
    missing=True,
    declared=(declaration(".env.example", 3),),
    reads=(read("lib/db.ts", 3),),
    expects="url, with postgresql://",
    service="postgres",
    sensitivity="secret",
    consequence=Consequence(
        variable="DATABASE_URL",
        effect="unknown",
        message="The build loads lib/db.ts:3, which reads it at once: it may fail.",
        at=At(path="lib/db.ts", line=3),
    ),
)
UNDECLARED = EnvironmentRow(
    name="GITHUB_ID",
    needed="run",
    missing=True,
    reads=(VariableRead(at=At(path="auth.ts", line=9), where=("server",), how="member"),),
    sensitivity="public",
    consequence=Consequence(variable="GITHUB_ID", effect="request-differs", message="Requests read it."),
)
OPTIONAL = EnvironmentRow(
    name="LOG_LEVEL", needed="run", missing=True, optional=True, reads=(read("lib/log.ts", 2),), expects="one of a, b"
)
GIVEN = EnvironmentRow(
    name="NEXT_PUBLIC_SITE_URL",
    needed="build",
    missing=False,
    declared=(declaration(".env", 1, by="env-file", gives=True),),
    reads=(read("app/layout.tsx", 7, "browser", inlined=True),),
    sensitivity="public",
    exposure="public",
)
UNUSED = EnvironmentRow(name="OLD_KEY", needed="never", missing=True, declared=(declaration(".env.example", 9),))

REPORT = EnvironmentReport(
    tool=FAIL.tool,
    project=FAIL.project,
    rows=(EXPOSED, FAILS, UNDECLARED, OPTIONAL, GIVEN, UNUSED),
    unnamed=(VariableRead(at=At(path="lib/any.ts", line=5), where=("server",), how="dynamic"),),
    build="npm run build",
)
EMPTY = msgspec.structs.replace(REPORT, rows=(), unnamed=())
MANY = msgspec.structs.replace(
    REPORT, rows=tuple(msgspec.structs.replace(UNDECLARED, name=f"VARIABLE_{number}") for number in range(60))
)

_BAD = "a\n*/ ::error::x\x1b[2J\u202e`$(id)`|<b>"
HOSTILE = msgspec.structs.replace(
    REPORT,
    rows=(
        msgspec.structs.replace(FAILS, name=f"X{_BAD}", service=_BAD),
        msgspec.structs.replace(
            FAILS,
            name="PLAIN",
            service=_BAD,
            expects=_BAD,
            declared=(declaration(_BAD),),
            reads=(read(_BAD),),
        ),
    ),
    unnamed=(VariableRead(at=At(path=_BAD), where=("server",), how="dynamic"),),
)
