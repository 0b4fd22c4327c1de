"""`Project` -> its configuration in JSON, with comments where its tool allows them, as plain values by path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from buildcheck.load.json_text import JsonError, parse_with_comments
from buildcheck.model.project import Entry, Project

_LONGEST = 1024 * 1024
_ANYWHERE = re.compile(r"(?:[\w.-]*tsconfig[\w.-]*|jsconfig[\w.-]*)\.json")
_IN_FOLDERS = re.compile(
    r"(?:components|vercel|nx|turbo|lerna|project|angular|deno|biome|firebase|wrangler|staticwebapp\.config|now)\.jsonc?"
    r"|\.(?:babelrc|eslintrc|prettierrc|swcrc|stylelintrc|postcssrc|lintstagedrc|commitlintrc|markdownlint)(?:\.jsonc?)?"
    r"|babel\.config\.json|jest\.config\.json|next\.config\.json|contentlayer\.config\.json"
)
_NOT_SOURCE = frozenset({"node_modules", ".next", ".git"})


def read_json_files(project: Project) -> Mapping[str, Any]:
    """Read ``tsconfig*.json`` and ``jsconfig*.json`` anywhere in the source, and other tools' JSON in the folders of
    the app, the install root and the members. A file that is no JSON (``.eslintrc`` may be YAML) is left out."""
    root = Path(project.source.root)
    found: dict[str, Any] = {}
    for entry in _wanted(project):
        try:
            text = (root / entry.path).read_bytes().decode("utf-8-sig")
            found[entry.path] = parse_with_comments(text)
        except (OSError, UnicodeDecodeError, JsonError):
            continue
    return found


def _wanted(project: Project) -> Iterator[Entry]:
    folders = {project.app, project.install_root, *project.members}
    for entry in project.source.entries:
        if entry.kind != "file" or entry.size > _LONGEST:
            continue
        folder, _, name = entry.path.rpartition("/")
        if _ANYWHERE.fullmatch(name):
            if _NOT_SOURCE.isdisjoint(entry.path.split("/")):
                yield entry
        elif (folder or ".") in folders and _IN_FOLDERS.fullmatch(name):
            yield entry
