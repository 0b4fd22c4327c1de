"""What next-auth and Better Auth read by themselves, by version and by the options that they are given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from buildcheck.model.environment import Inventory

Read = Callable[[Mapping[str, str]], Inventory]
LAYOUT = {"app/layout.tsx": "export default function L(p) { return <html><body>{p.children}</body></html> }"}


def project(version: str, options: str, more: Mapping[str, str] = {}) -> dict[str, str]:
    """Give the files of an app that sets up next-auth in ``version`` with ``options``."""
    manifest: dict[str, Any] = {
        "name": "demo",
        "dependencies": {"next": "15.5.6", "next-auth": version},
        "scripts": {"build": "next build"},
    }
    imports = 'import NextAuth from "next-auth"\nimport GitHub from "next-auth/providers/github"\n'
    route = f'{imports}import {{ shared }} from "../../lib/options"\nexport const {{ GET }} = NextAuth({options})\n'
    return {"package.json": json.dumps(manifest), "app/auth/route.ts": route, **LAYOUT, **more}


def by_package(inventory: Inventory) -> dict[str, bool]:
    """Give the variables that a package reads, and whether something may stand in for each."""
    found = ((name, read) for name, each in inventory.variables.items() for read in each.reads if read.how == "package")
    return {name: read.fallback for name, read in found}


OPTIONS = {"lib/options.ts": 'export { shared } from "./own"'}
OWN = {"lib/own.ts": "export const shared = { providers: [] }"}
RENAMED = {"lib/options.ts": 'export { own as shared } from "./own"', "lib/own.ts": "export const own = { secret: k }"}


@pytest.mark.parametrize(
    ("version", "options", "more", "expected"),
    [
        ("4.24.13", "{ providers: [] }", {}, {"NEXTAUTH_SECRET": False, "NEXTAUTH_URL": True}),
        ("^4.24.13", "{ secret: process.env.KEY }", {}, {"NEXTAUTH_URL": True}),
        ("4.24.13", "{ jwt: { secret: key() } }", {}, {"NEXTAUTH_SECRET": True, "NEXTAUTH_URL": True}),
        ("4.24.13", "{ ...made() }", {}, {"NEXTAUTH_SECRET": True, "NEXTAUTH_URL": True}),
        ("4.24.13", "{}", {".env.example": "AUTH_SECRET="}, {"AUTH_SECRET": False, "NEXTAUTH_URL": True}),
        ("4.24.13", "shared", {**OPTIONS, **OWN}, {"NEXTAUTH_SECRET": False, "NEXTAUTH_URL": True}),
        ("4.24.13", "shared", OPTIONS, {"NEXTAUTH_SECRET": True, "NEXTAUTH_URL": True}),
        ("4.24.13", "shared", RENAMED, {"NEXTAUTH_SECRET": True, "NEXTAUTH_URL": True}),
        (
            "beta",
            "{ providers: [GitHub], trustHost: true }",
            {".env.example": "NEXTAUTH_URL="},
            {"AUTH_GITHUB_ID": False, "AUTH_GITHUB_SECRET": False, "AUTH_SECRET": False, "NEXTAUTH_URL": True},
        ),
        (
            "5.0.0-beta.30",
            "{ providers: [GitHub({ clientId: id, clientSecret: key })] }",
            {},
            {"AUTH_SECRET": False, "AUTH_TRUST_HOST": True, "AUTH_URL": True},
        ),
        (
            "5.0.0-beta.30",
            "{ providers: [GitHub({ clientId: id })] }",
            {},
            {"AUTH_GITHUB_SECRET": False, "AUTH_SECRET": False, "AUTH_TRUST_HOST": True, "AUTH_URL": True},
        ),
    ],
)
def test_what_it_reads(
    read: Read, version: str, options: str, more: Mapping[str, str], expected: Mapping[str, bool]
) -> None:
    assert by_package(read(project(version, options, more))) == expected


def test_an_image_that_names_it_declares_it(read: Read) -> None:
    docker = "FROM node:22\nWORKDIR /app\nCOPY . .\nENV AUTH_TRUST_HOST=true\nRUN npm ci && npm run build\n"
    found = read(project("beta", "{ providers: [] }", {"Dockerfile": docker})).variables["AUTH_TRUST_HOST"]
    assert [each.by for each in found.declarations] == ["dockerfile-env"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("{}", {"BETTER_AUTH_SECRET": False, "BETTER_AUTH_URL": True}),
        ("{ baseURL: site, secret: process.env.KEY }", {}),
        ("{ secrets: keys, ...more }", {"BETTER_AUTH_SECRET": True}),
    ],
)
def test_what_better_auth_reads(read: Read, options: str, expected: Mapping[str, bool]) -> None:
    route = f'import {{ betterAuth }} from "better-auth"\nexport const {{ GET }} = betterAuth({options})\n'
    assert by_package(read({"app/auth/route.ts": route, **LAYOUT})) == expected
