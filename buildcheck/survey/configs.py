"""`Project` -> the configuration files of the tools that its app and its workspace use, read as syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from buildcheck.javascript.config import BUILD, config_of
from buildcheck.javascript.parse import LONGEST
from buildcheck.model.project import Entry, Project
from buildcheck.model.syntax import ConfigFile

# next.config.ts, vite.config.mjs, tailwind.config.js, eslint.config.js, gatsby-config.js …
_MODULES = re.compile(r"[\w.-]+[.-]config(?:\.[\w-]+)*\.[cm]?[jt]sx?")
# .eslintrc, .babelrc.js, .prettierrc.json, .postcssrc, .swcrc, .lintstagedrc, .commitlintrc …
_DOT_FILES = re.compile(r"\.[\w-]+rc(?:\.(?:[cm]?[jt]s|json|json5|jsonc))?")
_NOT_CONFIGS = frozenset(
    {".npmrc", ".yarnrc", ".bowerrc", ".nvmrc", ".envrc", ".bashrc", ".zshrc", ".vimrc", ".editorrc"}
)


def read_configs(project: Project) -> Mapping[str, ConfigFile]:
    """Read every configuration in the folders of the app, the install root and the members."""
    root = Path(project.source.root)
    environment = {} if _sets_node_env(project) else BUILD
    found: dict[str, ConfigFile] = {}
    for entry in _wanted(project):
        try:
            text = (root / entry.path).read_bytes()
        except OSError:
            continue
        found[entry.path] = config_of(text, entry.path, environment)
    return found


def _sets_node_env(project: Project) -> bool:
    """Whether a script of the app sets NODE_ENV: then a build need not be one for production."""
    return any("NODE_ENV=" in each for each in project.manifest.scripts.values())


def _wanted(project: Project) -> Iterator[Entry]:
    folders = {project.app, project.install_root, *project.members}
    for entry in project.source.entries:
        folder, _, name = entry.path.rpartition("/")
        if entry.kind != "file" or entry.size > LONGEST or (folder or ".") not in folders:
            continue
        if _MODULES.fullmatch(name) or (_DOT_FILES.fullmatch(name) and name not in _NOT_CONFIGS):
            yield entry
