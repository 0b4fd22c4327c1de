"""Absence that the statements around a read foresee."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("function f() { const a = process.env.A; if (!a) return 120; return Number(a) }", (True, False)),
        ("function f() { const a = process.env.A; if (!a) { return DEFAULT } return Number(a) }", (True, False)),
        ("function f() { const a = process.env.A; if (!a) return null; return g(a) }", (True, True)),
        ('function f() { const a = process.env.A; if (!a) throw new Error("A"); return a }', (False, False)),
        ("function f() { const a = process.env.A; if (!a) { process.exit(1) } return a }", (False, False)),
        ("function f() { const a = process.env.A; if (!a) return Response.json(1, { status: 500 }) }", (False, False)),
        ("function f() { const a = process.env.A; if (!b) return 1; return a }", (False, False)),
        ("function f() { const a = process.env.A; if (!a) return 1; else throw a }", (False, False)),
        ("function f() { const a = process.env.A; g(a); if (!a) return 1 }", (False, False)),
        ("if (process.env.A) { start() }", (True, False)),
        ("if (process.env.A) start()", (True, False)),
        ("if (!process.env.A) { start() }", (False, False)),
        ("if (process.env.A) { start() } else { throw 1 }", (False, False)),
        ("function f() { if (process.env.A) { return 1 } throw new Error() }", (False, False)),
    ],
)
def test_statements_after_the_read(source: str, expected: tuple[bool, bool]) -> None:
    found = module_of(source.encode(), "tsx").env
    assert [(each.fallback, each.empty) for each in found] == [expected]
