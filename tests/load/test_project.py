"""Workspaces, Node pins, frameworks, fonts and env files of whole projects."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.load.workspaces import matches
from tests.load.conftest import Content

Make = Callable[[dict[str, Content]], Path]


def manifest(**fields: object) -> str:
    return json.dumps(fields)


MONOREPO: dict[str, Content] = {
    "package.json": manifest(name="root", private=True),
    "pnpm-workspace.yaml": "packages:\n  - 'apps/*'\n  - 'packages/**'\n  - '!**/test/**'\n",
    "pnpm-lock.yaml": """lockfileVersion: '9.0'
importers:
  apps/web:
    dependencies:
      next: {specifier: ^15.0.0, version: 15.1.0(react@19.0.0)}
packages:
  next@14.0.0: {resolution: {integrity: x}}
  next@15.1.0: {resolution: {integrity: x}}
""",
    ".nvmrc": "# ours\nv20\n",
    "apps/web/package.json": manifest(dependencies={"next": "^15.0.0"}, engines={"node": ">=22"}),
    "apps/web/next.config.mjs": "",
    "apps/web/src/app/(group)/page.tsx": "import { Inter } from 'next/font/google'\n",
    "apps/web/src/pages/api.ts": "",
    "apps/web/.env.example": "A=1\nexport B='x\nNOT_A_NAME=2\n'\n# C=3\nD: 4\n",
    "packages/ui/package.json": manifest(name="ui"),
    "packages/ui/font.ts": '\n\nexport * from "next/font/google"\n',
    "packages/a/test/fixture/package.json": manifest(name="fixture"),
    "tools/package.json": manifest(name="tools"),
}


def test_an_app_in_a_monorepo(repo: Make) -> None:
    top = repo(MONOREPO)
    with load(top / "apps/web") as project:
        assert (project.app, project.install_root) == ("apps/web", ".")
        assert project.members == ("apps/web", "packages/ui")
        assert [each.path for each in project.member_manifests] == ["apps/web/package.json", "packages/ui/package.json"]
        assert (project.root_manifest.name, [each.path for each in project.lockfiles]) == ("root", ["pnpm-lock.yaml"])
        assert project.framework is not None
        assert (project.framework.name, project.framework.version) == ("next", "15.1.0")
        assert (project.framework.config, project.framework.routers) == ("apps/web/next.config.mjs", ("app", "pages"))
        assert [(each.by, each.value, str(each.at)) for each in project.node_pins] == [
            ("engines.node", ">=22", "apps/web/package.json:1"),
            (".nvmrc", "v20", ".nvmrc:2"),
        ]
        assert sorted(map(str, project.google_fonts)) == [
            "apps/web/src/app/(group)/page.tsx:1",
            "packages/ui/font.ts:3",
        ]
        assert project.env_files == {"apps/web/.env.example": ("A", "B", "D")}
    with load(top / "tools") as project:
        assert (project.install_root, project.members, project.lockfiles) == ("tools", (), ())


def test_every_kind_of_node_pin(folder: Make) -> None:
    top = folder(
        {
            "package.json": manifest(
                volta={"node": "20.1.0"}, devEngines={"runtime": [{"name": "node", "version": "^22"}]}
            ),
            ".node-version": "22.1\n",
            ".tool-versions": "python 3.11\nnodejs 20.9.0\n",
            "mise.toml": '[tools]\npython = "3"\nnode = ["22", "20"]\n',
            "Dockerfile": "ARG NODE=20\nFROM --platform=linux/amd64 hub.example.test/node:${NODE}-slim AS b\n",
        }
    )
    with load(top) as project:
        assert [(each.by, each.value, each.at.line) for each in project.node_pins] == [
            ("volta.node", "20.1.0", 1),
            ("devEngines.runtime", "^22", 1),
            (".node-version", "22.1", 1),
            (".tool-versions", "20.9.0", 2),
            ("mise.toml", "22", 3),
            ("Dockerfile", "20-slim", 2),
        ]


@pytest.mark.parametrize(
    ("required", "files", "name", "config"),
    [
        ({"vite": "5", "astro": "4"}, ["astro.config.mjs"], "astro", "astro.config.mjs"),
        ({"vite": "5", "@sveltejs/kit": "2"}, ["vite.config.ts", "svelte.config.js"], "sveltekit", "svelte.config.js"),
        ({"vite": "5", "next": "14"}, ["vite.config.ts"], "vite", "vite.config.ts"),
        ({"react-scripts": "5"}, [], "react-scripts", None),
        ({"lodash": "4"}, [], None, None),
    ],
)
def test_frameworks(
    folder: Make, required: dict[str, str], files: list[str], name: str | None, config: str | None
) -> None:
    with load(folder({"package.json": manifest(devDependencies=required), **dict.fromkeys(files, "")})) as project:
        found = project.framework
        assert (found and found.name, found and found.config) == (name, config)


@pytest.mark.parametrize(
    ("globs", "folder_", "expected"),
    [
        (("apps/*",), "apps/web", True),
        (("apps/*",), "apps/web/deep", False),
        (("apps/**",), "apps/web/deep", True),
        (("./apps/*/",), "apps/web", True),
        (("**",), "a/b", True),
        (("packages/{a,b}",), "packages/b", True),
        (("packages/*", "!packages/b"), "packages/b", False),
        (("web",), "web", True),
        (("*",), "node_modules/a", False),
        (("app.x",), "appsx", False),
    ],
)
def test_workspace_globs(globs: tuple[str, ...], folder_: str, expected: bool) -> None:
    assert matches(folder_, globs) is expected
