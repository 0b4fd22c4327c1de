"""Installs without devDependencies that a build follows: Dockerfiles, settings, hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.load.files import Files
from buildcheck.model.project import ManagerName
from buildcheck.survey.dependencies.production import production_installs
from buildcheck.survey.deployment import deployments

IMAGE = "FROM node:22\nWORKDIR /app\nCOPY . .\n"


def found(
    tmp_path: Path, files: dict[str, str], manager: ManagerName = "npm", version: str = "10.9.4"
) -> list[tuple[str, str]]:
    (tmp_path / "package.json").write_text('{"scripts": {"build": "vite build"}}', "utf-8")
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    with load(tmp_path) as project:
        made = deployments(project, Files(project.source), None)
        return [(str(each.at), each.because) for each in production_installs(project, made, manager, version)]


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        ("ENV NODE_ENV=production\nRUN npm ci\nRUN npm run build\n", "NODE_ENV=production"),
        ("RUN npm ci --omit=dev && npm run build\n", "--omit=dev"),
        ("RUN npm ci --only=production\nRUN npm run build\n", "--only=production"),
        ("RUN NODE_ENV=production npm install\nRUN npx next build\n", "NODE_ENV=production"),
        ("ENV NPM_CONFIG_OMIT=dev\nRUN npm ci\nRUN npm run build\n", "NPM_CONFIG_OMIT=dev"),
        ("RUN npm ci\nENV NODE_ENV=production\nRUN npm run build\n", None),
        ("ENV NODE_ENV=production\nRUN npm ci --include=dev\nRUN npm run build\n", None),
        ("ENV NODE_ENV=production\nRUN npm install -g pm2\nRUN npm run build\n", None),
        ("ENV NODE_ENV=production\nRUN npm ci\n", None),
        ("RUN npm ci --omit=dev\nRUN npm ci\nRUN npm run build\n", None),
    ],
)
def test_a_dockerfile(tmp_path: Path, lines: str, because: str | None) -> None:
    assert [why for _, why in found(tmp_path, {"Dockerfile": IMAGE + lines})] == ([because] if because else [])


@pytest.mark.parametrize(
    ("manager", "version", "counts"),
    [("yarn", "1.22.22", True), ("yarn", "4.11.0", False), ("pnpm", "9.15.9", True), ("pnpm", "10.1.0", False)],
)
def test_the_variable_counts_for_some_managers(
    tmp_path: Path, manager: ManagerName, version: str, counts: bool
) -> None:
    text = f"{IMAGE}ENV NODE_ENV=production\nRUN {manager} install\nRUN {manager} build\n"
    assert bool(found(tmp_path, {"Dockerfile": text}, manager, version)) == counts


def test_settings_of_the_project_and_of_hosts(tmp_path: Path) -> None:
    files = {
        ".npmrc": "omit=dev\n",
        "vercel.json": '{\n  "installCommand": "npm install --production"\n}\n',
        "netlify.toml": '[build.environment]\nNODE_ENV = "production"\n',
    }
    assert found(tmp_path, files) == [
        (".npmrc:1", "omit=dev"),
        ("vercel.json:2", "--production"),
        ("netlify.toml:2", "NODE_ENV=production"),
    ]
