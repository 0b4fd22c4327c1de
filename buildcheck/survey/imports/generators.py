"""Which known tools make source files of this project, and whether the install or the build runs them.

``generators.toml`` beside this file holds what is known of each tool.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources

import msgspec
from msgspec.structs import replace

from buildcheck.load.files import Files
from buildcheck.load.paths import within
from buildcheck.model.command import Command
from buildcheck.model.project import Project
from buildcheck.model.survey import Edge, Generator, Outcome
from buildcheck.survey.imports.prisma import outputs, runs_at_install

_LONGEST = 256 * 1024
# Programs of which is known that they run nothing else; what any other program runs can't be seen.
_PLAIN = frozenset(
    {
        "next", "vite", "tsc", "vue-tsc", "eslint", "biome", "prettier", "echo", "rm", "rimraf", "cp", "mkdir",
        "mv", "cd", "husky", "is-ci", "npm", "pnpm", "yarn", "bun", "npx", "bunx", "pnpx", "cross-env",
        "dotenv", "prisma", "react-router", "astro", "tsup", "esbuild", "sass", "tailwindcss", "patch-package",
        "simple-git-hooks", "lefthook", "next-sitemap", "true", "exit", "test", "chmod", "env",
    }
)  # fmt: skip
# Files of hosts and containers, by which the build may be more than its script.
_HOST_FILES = re.compile(
    r"(?:^|/)(?:vercel\.json|netlify\.toml|[\w.-]*Dockerfile[\w.-]*|render\.yaml|amplify\.yml|fly\.toml)$"
)


class _Tool(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    paths: tuple[str, ...]
    packages: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]
    plugins: tuple[str, ...]
    command: str
    wants: str | None = None
    docs: str | None = None


@cache
def _tools() -> tuple[_Tool, ...]:
    text = resources("buildcheck.survey.imports").joinpath("generators.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["generator"], tuple[_Tool, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Generators:
    """The tools in use, by name, and the paths that each of them makes: expressions, and for Prisma folders."""

    found: Mapping[str, Generator]
    paths: Mapping[str, tuple[re.Pattern[str], ...]]
    prisma_folders: tuple[str, ...] = ()

    def maker(self, path: str) -> Generator | None:
        """Give the tool that makes the file at ``path``."""
        if any(within(path, folder) for folder in self.prisma_folders):
            return self.found.get("Prisma")
        named = (name for name, paths in self.paths.items() if any(each.search(path) for each in paths))
        return next((self.found[name] for name in named), None)

    def mark(self, edge: Edge) -> Edge:
        """Name the tool that makes what ``edge`` asks for, and settle its outcome where the build runs that tool."""
        if edge.outcome not in ("left-out", "missing") or edge.wanted is None:
            return edge
        maker = self.maker(edge.wanted)
        if maker is None:
            return edge
        outcome: Outcome = edge.outcome if maker.made is False else "virtual" if maker.made else "unknown"
        return replace(edge, generator=maker.name, outcome=outcome)


def find_generators(
    project: Project, files: Files, commands: tuple[Command, ...], config_imports: Iterable[str]
) -> Generators:
    """Find the tools that ``project`` uses. ``config_imports`` are what the framework's configuration imports."""
    manifests = (project.manifest, project.root_manifest, *project.member_manifests)
    required = {each.name for manifest in manifests for each in manifest.requirements}
    used = [tool for tool in _tools() if required.intersection(tool.packages)]
    if not used:
        return Generators(found={}, paths={})
    imported = set(config_imports)
    run = tuple(each for each in commands if each.needed in ("install", "build"))
    hosts = "\n".join(files.text(path, _LONGEST) or "" for path in files.by_path if _HOST_FILES.search(path))
    opaque = any(each.words and each.words[0].rpartition("/")[2] not in _PLAIN for each in run)
    opaque = opaque or any(path.rpartition("/")[2] in ("turbo.json", "nx.json") for path in files.by_path)
    found = {tool.name: _generator(tool, run, imported, hosts, opaque=opaque) for tool in used}
    folders: tuple[str, ...] = ()
    if "Prisma" in found:
        folders, inside = outputs(files)
        by_install = "@prisma/client" if runs_at_install(project, files) else None
        modules = ("@prisma/client", ".prisma/client") if inside else ()
        found["Prisma"] = replace(found["Prisma"], by_install=by_install, modules=modules)
    paths = {tool.name: tuple(re.compile(each) for each in tool.paths) for tool in used}
    return Generators(found=found, paths=paths, prisma_folders=folders)


def _generator(tool: _Tool, run: tuple[Command, ...], imported: set[str], hosts: str, *, opaque: bool) -> Generator:
    made: bool | None = None if opaque else False
    if any(" ".join(words) in hosts for words in tool.commands):
        made = None
    if imported.intersection(tool.plugins) or any(_runs(each, words) for each in run for words in tool.commands):
        made = True
    return Generator(name=tool.name, made=made, command=tool.command, wants=tool.wants, docs=tool.docs)


def _runs(command: Command, words: tuple[str, ...]) -> bool:
    own = [each.rpartition("/")[2] for each in command.words]
    return all(each in own for each in words)
