"""Settings of sign-in that are written out, and those that something may change."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('f({ redirectTo: "http://localhost:3000/a" })', ["redirectTo"]),
        ('const s = "http://localhost:3000"; f({ options: { emailRedirectTo: `${s}/a` } })', ["emailRedirectTo"]),
        ('const a = <Sign redirectTo="http://localhost:3000/" />', ["redirectTo"]),
        ('const a = <Sign afterSignInUrl={"http://localhost:3000/"} />', ["afterSignInUrl"]),
        ('new URLSearchParams({ redirect_uri: "http://acme.io/done" })', ["redirect_uri"]),
        ('f({ redirectTo: "https://acme.io/done" })', []),
        ('f({ redirectTo: "/done" })', []),
        ('f({ title: "http://localhost:3000" })', []),
        ('f({ redirectTo: process.env.SITE ?? "http://localhost:3000" })', []),
        ('f({ redirectTo: process.env.SITE || "http://localhost:3000" })', []),
        ('f({ redirectTo: isDev ? "http://localhost:3000" : site })', []),
        ('let s = "http://localhost:3000"; if (live()) s = "https://acme.io"; f({ redirectTo: s })', []),
        ('if (process.env.NODE_ENV !== "production") f({ redirectTo: "http://localhost:3000" })', []),
        ('isLocal && f({ redirectTo: "http://localhost:3000" })', []),
        ('function g() { if (NODE_ENV) return; f({ redirectTo: "http://localhost:3000" }) }', []),
        ('if (user) f({ redirectTo: "http://localhost:3000" })', ["redirectTo"]),
        ('set("a", b, { domain: "localhost", httpOnly: true })', ["domain"]),
        ('set("a", b, { domain: "acme.io", httpOnly: true })', []),
        ('f({ domain: "localhost", port: 3000 })', []),
        ('f({ redirectTo() { return "http://localhost" } })', []),
    ],
)
def test_settings(source: str, expected: list[str]) -> None:
    assert [each.name for each in module_of(source.encode(), "tsx").sign_in] == expected
