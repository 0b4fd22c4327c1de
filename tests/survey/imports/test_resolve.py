"""Where imports lead, for the tool that builds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.survey.imports.scene import NEXT_15, NEXT_16, VITE, edge, manifest, surveyed

PAGE = "app/page.tsx"


def outcome(folder: Path, specifier: str, files: dict[str, Any], base: dict[str, Any] = NEXT_15) -> tuple[str, ...]:
    """Resolve one import of the page: outcome, and what it leads to."""
    text = f"import it from '{specifier}'\nexport default () => it\n"
    given = {"package.json": manifest(base), PAGE: text, **files}
    found = edge(surveyed(folder, given), PAGE, specifier)
    return tuple(filter(None, (found.outcome, found.target, found.package, found.subpath)))


@pytest.mark.parametrize(
    ("specifier", "files", "expected"),
    [
        ("./a", {"app/a.ts": ""}, ("file", "app/a.ts")),
        ("./a", {"app/a.ts": "", "app/a.js": ""}, ("file", "app/a.js")),
        ("./a", {"app/a/index.tsx": ""}, ("file", "app/a/index.tsx")),
        ("./a", {"app/a.tsx": "", "app/a/index.tsx": ""}, ("file", "app/a.tsx")),
        ("../a.b", {"a.b.ts": ""}, ("file", "a.b.ts")),
        (".", {"app/index.ts": ""}, ("file", "app/index.ts")),
        ("./a.svg?url", {"app/a.svg": ""}, ("file", "app/a.svg")),
        ("!!raw-loader!./a.txt", {"app/a.txt": ""}, ("file", "app/a.txt")),
        ("./a", {}, ("missing",)),
        ("./A", {"app/a.ts": ""}, ("letter-case", "app/a.ts")),
        ("../Lib/a", {"lib/a.ts": ""}, ("letter-case", "lib/a.ts")),
        ("node:fs", {}, ("builtin", "node:fs")),
        ("fs/promises", {}, ("builtin", "fs/promises")),
        ("virtual:pwa", {}, ("virtual",)),
        ("data:text/plain,x", {}, ("virtual",)),
        ("react", {}, ("package", "react")),
        ("@scope/it/deep/file", {}, ("package", "@scope/it", "deep/file")),
        ("@/a", {"a.ts": ""}, ("missing",)),
        ("../../outside", {}, ("unknown",)),
    ],
)
def test_in_next(tmp_path: Path, specifier: str, files: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert outcome(tmp_path, specifier, files) == expected


def test_the_source_of_a_file_that_webpack_does_not_take(tmp_path: Path) -> None:
    files: dict[str, Any] = {"app/a.ts": ""}
    assert outcome(tmp_path / "webpack", "./a.js", files) == ("missing", "app/a.ts")
    assert outcome(tmp_path / "turbopack", "./a.js", files, NEXT_16) == ("file", "app/a.ts")
    told = "module.exports = { experimental: { extensionAlias: { '.js': ['.ts', '.js'] } } }"
    assert outcome(tmp_path / "told", "./a.js", {**files, "next.config.js": told}) == ("file", "app/a.ts")


@pytest.mark.parametrize(
    ("options", "specifier", "expected"),
    [
        ({"paths": {"@/*": ["./src/*"]}}, "@/a", ("file", "src/a.ts")),
        ({"paths": {"@/*": ["./other/*", "./src/*"]}}, "@/a", ("file", "src/a.ts")),
        ({"paths": {"@/*": ["./*"], "@/a": ["./src/b"]}}, "@/a", ("file", "src/b.ts")),
        ({"baseUrl": "src", "paths": {"~/*": ["./*"]}}, "~/a", ("file", "src/a.ts")),
        ({"baseUrl": "src"}, "a", ("file", "src/a.ts")),
        ({"paths": {"*": ["./src/*"]}}, "a", ("file", "src/a.ts")),
        ({"paths": {"*": ["./src/*"]}}, "react", ("package", "react")),
        ({"paths": {"@/*": ["./src/*"]}}, "@/gone", ("missing",)),
        ({"paths": {"@/*": ["./Src/*"]}}, "@/a", ("letter-case", "src/a.ts")),
    ],
)
def test_paths_of_tsconfig(tmp_path: Path, options: dict[str, Any], specifier: str, expected: tuple[str, ...]) -> None:
    files: dict[str, Any] = {"tsconfig.json": {"compilerOptions": options}, "src/a.ts": "", "src/b.ts": ""}
    assert outcome(tmp_path, specifier, files) == expected


def test_a_configuration_that_is_extended(tmp_path: Path) -> None:
    files: dict[str, Any] = {
        "tsconfig.json": {"extends": "./config/base"},
        "config/base.json": {},
        "config/tsconfig.base.json": {"compilerOptions": {"paths": {"@/*": ["../src/*"]}}},
        "src/a.ts": "",
    }
    base = {**files, "tsconfig.json": {"extends": ["./config/tsconfig.base.json"]}}
    assert outcome(tmp_path / "here", "@/a", base) == ("file", "src/a.ts")
    package = {**files, "tsconfig.json": {"extends": "@tsconfig/next"}}
    assert outcome(tmp_path / "package", "@/a", package) == ("unknown",)


WORKSPACE: dict[str, Any] = {
    "package.json": {"name": "root", "private": True, "workspaces": ["packages/*", "apps/*"]},
    "packages/ui/package.json": {
        "name": "@acme/ui",
        "exports": {
            ".": "./src/index.ts",
            "./*": {"types": "./dist/*.d.ts", "import": "./src/*.tsx"},
            "./gone": "./x.js",
        },
        "imports": {"#inner/*": "./src/inner/*.ts"},
    },
    "packages/ui/src/index.ts": "import '#inner/a'\nimport '@acme/ui/button'\n",
    "packages/ui/src/button.tsx": "",
    "packages/ui/src/inner/a.ts": "",
    "packages/built/package.json": {"name": "built", "main": "dist/index.js", "scripts": {"build": "tsc"}},
    "apps/web/package.json": manifest(NEXT_15),
    "apps/web/app/page.tsx": """import '@acme/ui'
import '@acme/ui/button'
import '@acme/ui/gone'
import '@acme/ui/no/such'
import 'built'
""",
}


def test_packages_of_the_workspace(tmp_path: Path) -> None:
    found = surveyed(tmp_path, WORKSPACE, "apps/web")
    page = "apps/web/app/page.tsx"
    targets = {each.request.specifier: (each.outcome, each.target) for each in found.edges[page]}
    assert targets == {
        "@acme/ui": ("file", "packages/ui/src/index.ts"),
        "@acme/ui/button": ("file", "packages/ui/src/button.tsx"),
        "@acme/ui/gone": ("missing", None),
        "@acme/ui/no/such": ("missing", None),
        "built": ("unknown", None),
    }
    inner = edge(found, "packages/ui/src/index.ts", "#inner/a")
    assert (inner.outcome, inner.target) == ("file", "packages/ui/src/inner/a.ts")
    assert edge(found, "packages/ui/src/index.ts", "@acme/ui/button").target == "packages/ui/src/button.tsx"


OWN_PATH = "import path from 'path'\nexport default { resolve: { alias: { '@': path.resolve('src') } } }"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("export default { resolve: { alias: { '@': '/src' } } }", ("file", "src/a.ts")),
        ("export default { resolve: { alias: [{ find: '@', replacement: '/src' }] } }", ("file", "src/a.ts")),
        ("export default { resolve: { alias: [{ find: /^@\\//, replacement: '/src' }] } }", ("file", "src/a.ts")),
        (OWN_PATH, ("file", "src/a.ts")),
        ("export default { resolve: { alias: aliases } }", ("unknown",)),
        ("import magic from 'magic-plugin'\nexport default { plugins: [magic()] }", ("unknown",)),
        ("import react from '@vitejs/plugin-react'\nexport default { plugins: [react()] }", ("missing",)),
    ],
)
def test_aliases_of_vite(tmp_path: Path, config: str, expected: tuple[str, ...]) -> None:
    files = {
        "package.json": manifest(VITE, "vite build"),
        "vite.config.js": config,
        "src/main.ts": "import '@/a'\n",
        "src/a.ts": "",
    }
    found = edge(surveyed(tmp_path, files), "src/main.ts", "@/a")
    assert tuple(filter(None, (found.outcome, found.target))) == expected


def test_a_link_to_a_folder(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/shared").symlink_to("../shared")
    files: dict[str, Any] = {"shared/a.ts": ""}
    assert outcome(tmp_path, "./shared/a", files) == ("file", "shared/a.ts")


def test_a_file_of_the_disk_alone(tmp_path: Path) -> None:
    files: dict[str, Any] = {".gitignore": "lib/\n", "lib/a.ts": ""}
    assert outcome(tmp_path, "../lib/a", files) == ("left-out", "lib/a.ts")


def test_style_sheets(tmp_path: Path) -> None:
    css = """@import "./base.css";
@import "tailwindcss";
@source "../gone";
.a { background: url(/logo.svg) url(./pixel.png) url(./gone.png) url(data:image/png;base64,x); }
"""
    files: dict[str, Any] = {"app/globals.css": css, "app/base.css": "", "app/pixel.png": "", "public/logo.svg": ""}
    found = surveyed(tmp_path, {"package.json": manifest(NEXT_15), PAGE: "import './globals.css'\n", **files})
    outcomes = {each.request.specifier: each.outcome for each in found.edges["app/globals.css"]}
    assert outcomes["./base.css"] == "file"
    assert outcomes["tailwindcss"] == "package"
    assert outcomes["/logo.svg"] == "file"
    assert outcomes["./pixel.png"] == "file"
    assert outcomes["./gone.png"] == "missing"
    assert "missing" not in {outcomes.get("../gone"), outcomes.get("data:image/png;base64,x")}
