"""Ignore files: Docker's patterns are not git's."""

from __future__ import annotations

import pytest

from buildcheck.model.deployment import Deployment
from buildcheck.survey.deployment.docker_ignore import read_docker_ignore
from tests.survey.deployment.conftest import Read


def excluded(text: str, path: str) -> bool:
    rules = tuple(read_docker_ignore(".dockerignore", text))
    return Deployment(kind="dockerfile", path="Dockerfile", ignore_rules=rules).excluded(path) is not None


@pytest.mark.parametrize(
    ("pattern", "path", "out"),
    [
        ("node_modules", "node_modules/next/index.js", True),
        ("node_modules", "web/node_modules/next/index.js", False),
        ("**/node_modules", "web/node_modules/next/index.js", True),
        ("**/node_modules", "node_modules", True),
        ("*.md", "README.md", True),
        ("*.md", "docs/README.md", False),
        ("**/*.md", "docs/README.md", True),
        ("/dist/", "dist/index.html", True),
        ("./dist", "dist", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[ab].txt", "b.txt", True),
        ("# comment", "# comment", False),
        (".env*", ".env.local", True),
        ("*\n!src", "src/index.js", False),
        ("*\n!src", "package.json", True),
        ("!src\n*", "src/index.js", True),
        ("src\n!src/index.js", "src/index.js", False),
        ("..", "src", False),
    ],
)
def test_docker_patterns(pattern: str, path: str, out: bool) -> None:
    assert excluded(pattern, path) is out


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not excluded("*a" * 2000, "a" * 3000)
    assert not excluded("**/*a*b*c", "a" * 3000)


def test_the_ignore_file_of_a_dockerfile_takes_the_place_of_the_general_one(read: Read) -> None:
    files = {"Dockerfile": "FROM node:22\nCOPY . .\n", ".dockerignore": "src\n", "Dockerfile.dockerignore": "lib\n"}
    made = read(files).deployments[0]
    assert made.excluded("src/a.js") is None
    assert made.excluded("lib/a.js") is not None


def test_the_paths_of_an_ignore_file_begin_at_the_context(read: Read) -> None:
    files = {
        "web/Dockerfile": "FROM node:22\nCOPY package.json .\n",
        "web/package.json": "{}",
        "web/.dockerignore": "src",
    }
    found = [each for each in read(files).deployments if each.kind == "dockerfile"]
    assert found == []


def test_vercel_reads_patterns_of_git(read: Read) -> None:
    made = read({".vercelignore": "docs\n"}).deployments[0]
    assert (made.kind, made.path) == ("vercel", ".vercelignore")
    assert made.excluded("web/docs/a.md") is not None
